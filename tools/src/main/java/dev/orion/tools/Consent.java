package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.tools.text.Amounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/** Whether the user wants a device overwritten. */
final class Consent {
  /** What a command exits with if it is not given. */
  static final int EXIT_REFUSED = 1;

  private final boolean given;
  private final boolean inIsData;
  private final StandardStreams streams;
  private final PrintWriter err;

  /**
   * Consent for one command.
   *
   * @param given whether the user gave it beforehand
   * @param inIsData whether standard input is the data, so that no answer can come from there
   * @param err where to ask
   */
  Consent(boolean given, boolean inIsData, StandardStreams streams, PrintWriter err) {
    this.given = given;
    this.inIsData = inIsData;
    this.streams = streams;
    this.err = err;
  }

  /** Fails at once if the user would have to be asked and cannot be. */
  void checkCanAsk(DeviceAddress address) throws IOException {
    if (!given && (inIsData || !streams.inIsTerminal())) {
      throw new IOException(
          "%s would be overwritten and %s: give --yes if that is what you want"
              .formatted(
                  address,
                  inIsData
                      ? "standard input is the data, so nobody can be asked"
                      : "there is no terminal to ask on"));
    }
  }

  /** Asks, unless the consent was given beforehand, and confirms a no. */
  boolean isGivenFor(BlockDevice device, ByteRange range) throws IOException {
    if (given) {
      return true;
    }
    err.printf(
        "This overwrites %s of %s (%s). Go on? [y/N] ",
        range, device.name(), Amounts.bytes(device.geometry().capacityBytes()));
    err.flush();
    String answer = readLine().strip().toLowerCase(Locale.ROOT);
    if (answer.equals("y") || answer.equals("yes")) {
      return true;
    }
    err.println("Nothing was written.");
    return false;
  }

  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment character = arena.allocate(1);
      while (streams.in().read(character, 0, 1) == 1) {
        char next = (char) character.get(ValueLayout.JAVA_BYTE, 0);
        if (next == '\n') {
          break;
        }
        line.append(next);
      }
    }
    return line.toString();
  }
}
