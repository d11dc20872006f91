package dev.orion.tools.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the files of one lab are.
 *
 * @param directory the lab's own directory, which holds everything but the RAM and, when its path
 *     is too long for one, the sockets
 * @param socketDirectory where the sockets are: {@code directory}, or a short directory of their
 *     own
 * @param ramFile the file that is the guest's RAM
 */
record LabPaths(Path directory, Path socketDirectory, Path ramFile) {
  /** {@code sun_path} of {@code sockaddr_un} has 108 bytes, see unix(7); the JDK takes no more. */
  private static final int MAX_SOCKET_PATH_BYTES = 106;

  private static final String LONGEST_SOCKET_NAME = "/qtest.sock";
  private static final String SOCKET_DIRECTORY = "orion-lab-";

  /** Where every Unix has a short path for sockets. */
  static final Path TMP = Path.of("/tmp");

  Path record() {
    return directory.resolve("lab.json");
  }

  Path log() {
    return directory.resolve("qemu.log");
  }

  Path firmware() {
    return directory.resolve("firmware.bin");
  }

  Path image(String namespaceName) {
    return directory.resolve(namespaceName + ".img");
  }

  Path qtestSocket() {
    return socketDirectory.resolve("qtest.sock");
  }

  Path qmpSocket() {
    return socketDirectory.resolve("qmp.sock");
  }

  boolean hasOwnSocketDirectory() {
    return !socketDirectory.equals(directory);
  }

  /**
   * Decides where the files of a lab in {@code directory} go, and creates the directory for its
   * sockets if that cannot be the lab's own.
   *
   * @param directory the lab's directory, absolute; must exist
   * @param sharedMemory where RAM goes if there is room
   * @param runtimeDirectory where the sockets' directory goes if one is needed, if its path is
   *     short enough
   * @throws LabException if there is no room for the RAM
   */
  static LabPaths create(
      Path directory, String labName, long ramBytes, Path sharedMemory, Path runtimeDirectory)
      throws IOException {
    Path ramFile = GuestRam.choose(sharedMemory, directory, labName, ramBytes);
    if (fitsSocket(directory)) {
      return new LabPaths(directory, directory, ramFile);
    }
    // createTempDirectory makes a directory that only its owner may enter, named with at most 20
    // digits.
    boolean usable =
        runtimeDirectory.isAbsolute()
            && Files.isWritable(runtimeDirectory)
            && fitsSocket(runtimeDirectory.resolve(SOCKET_DIRECTORY + "0".repeat(20)));
    Path sockets = Files.createTempDirectory(usable ? runtimeDirectory : TMP, SOCKET_DIRECTORY);
    return new LabPaths(directory, sockets, ramFile);
  }

  private static boolean fitsSocket(Path directory) {
    return (directory + LONGEST_SOCKET_NAME).getBytes(StandardCharsets.UTF_8).length
        <= MAX_SOCKET_PATH_BYTES;
  }
}
