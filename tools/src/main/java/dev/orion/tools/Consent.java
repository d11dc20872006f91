package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.tools.text.Amounts;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Locale;

/** Whether the user wants data destroyed. */
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
    checkCanAsk(address + " would be overwritten");
  }

  /**
   * The same for another loss.
   *
   * @param loss such as {@code all of nvme0 would be erased}
   */
  void checkCanAsk(String loss) throws IOException {
    if (!given && (inIsData || !streams.inIsTerminal())) {
      throw new IOException(
          "%s and %s: give --yes if that is what you want"
              .formatted(
                  loss,
                  inIsData
                      ? "standard input is the data, so nobody can be asked"
                      : "there is no terminal to ask on"));
    }
  }

  /** Asks, unless the consent was given beforehand, and confirms a no. */
  boolean isGivenFor(BlockDevice device, ByteRange range) throws IOException {
    return isGivenFor(
        "This overwrites %s of %s (%s)."
            .formatted(range, device.name(), Amounts.bytes(device.geometry().capacityBytes())),
        "Nothing was written.");
  }

  /**
   * The same for another loss.
   *
   * @param loss what will be lost, a sentence
   * @param refusal what a no leads to, a sentence
   */
  boolean isGivenFor(String loss, String refusal) throws IOException {
    if (given) {
      return true;
    }
    err.print(loss + " Go on? [y/N] ");
    err.flush();
    String answer = readLine().strip().toLowerCase(Locale.ROOT);
    if (answer.equals("y") || answer.equals("yes")) {
      return true;
    }
    err.println(refusal);
    return false;
  }

  /**
   * Asks for something else than overwriting, unless the consent was given beforehand, and confirms
   * a no.
   *
   * @param consequence what the command does, as in: This {@code resets zone 0 …}.
   * @throws IOException if nobody can be asked
   */
  boolean isGivenTo(String consequence) throws IOException {
    checkCanAsk("this " + consequence);
    return isGivenFor("This %s.".formatted(consequence), "Nothing was changed.");
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
