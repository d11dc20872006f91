package dev.orion.simulation.run;

import java.util.function.Consumer;

/** All that happens in a run, as lines and as a hash of them. */
final class Trace {

  private static final long FNV_PRIME = 0x100_0000_01b3L;

  private final Consumer<String> listener;
  private long hash = 0xcbf2_9ce4_8422_2325L;

  Trace(Consumer<String> listener) {
    this.listener = listener;
  }

  void add(long nanos, String line) {
    String text = nanos + " " + line;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    listener.accept(text);
  }

  long hash() {
    return hash;
  }
}
