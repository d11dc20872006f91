package dev.orion.tools;

import dev.orion.nativebindings.Descriptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where data goes in and out byte by byte, next to the text that picocli's writers carry.
 *
 * @param in standard input
 * @param out standard output
 * @param inIsTerminal whether somebody can be asked
 * @param outIsTerminal whether bytes would garble a screen
 * @param errIsTerminal whether somebody sees the progress
 */
record StandardStreams(
    Descriptor in,
    Descriptor out,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal) {

  /** Those of this process. */
  static StandardStreams ofProcess() {
    return new StandardStreams(
        Descriptor.adopt(0, "standard input"),
        Descriptor.adopt(1, "standard output"),
        isTerminal(0),
        isTerminal(1),
        isTerminal(2));
  }

  private static boolean isTerminal(int number) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + number)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
