package dev.orion.simulation.run;

import dev.orion.pci.NanoClock;

/** Time that passes when somebody waits, or the simulation lets it; the device works meanwhile. */
final class VirtualClock implements NanoClock {

  private final Runnable meanwhile;
  private long nowNanos;

  VirtualClock(Runnable meanwhile) {
    this.meanwhile = meanwhile;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public void pause(long nanos) {
    nowNanos += nanos;
    meanwhile.run();
  }
}
