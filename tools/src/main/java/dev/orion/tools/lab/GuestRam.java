package dev.orion.tools.lab;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * The file that is a lab's RAM, with every page allocated: in a sparse one, the first access to a
 * page that the file system has no room for would kill the process that maps it with SIGBUS.
 */
final class GuestRam {
  private static final int CHUNK_BYTES = 1 << 20;

  private GuestRam() {}

  /**
   * Where the RAM of a lab will be: in {@code sharedMemory} if it has room, otherwise in the lab's
   * directory.
   *
   * @param sharedMemory directory of a file system in memory, such as {@code /dev/shm}; need not
   *     exist
   * @throws LabException if neither has room
   */
  static Path choose(Path sharedMemory, Path labDirectory, String labName, long bytes)
      throws IOException {
    long inSharedMemory = Files.isWritable(sharedMemory) ? usableBytes(sharedMemory) : 0;
    if (inSharedMemory >= bytes) {
      return sharedMemoryFile(sharedMemory, labDirectory, labName);
    }
    long inDirectory = usableBytes(labDirectory);
    if (inDirectory >= bytes) {
      return labDirectory.resolve("ram.bin");
    }
    throw new LabException(
        "lab '%s' needs %s for its RAM in %s, only %s free (and %s in %s); free some, or take less with --memory"
            .formatted(
                labName,
                mebibytes(bytes),
                sharedMemory,
                mebibytes(inSharedMemory),
                mebibytes(inDirectory),
                labDirectory));
  }

  /**
   * The lab's file in {@code sharedMemory}: the same for the same directory, so that a later start
   * finds it.
   */
  static Path sharedMemoryFile(Path sharedMemory, Path labDirectory, String labName)
      throws IOException {
    Object uid = Files.getAttribute(labDirectory, "unix:uid");
    return sharedMemory.resolve(
        "orion-%s-%s-%08x"
            .formatted(uid, labName, labDirectory.toAbsolutePath().toString().hashCode()));
  }

  /**
   * Creates the file, mode 0600, filled with zeros. One that is there is deleted first; another
   * user's makes it fail.
   *
   * @throws LabException if the file system runs out of room; nothing is left then
   */
  static void allocate(Path file, long bytes) throws IOException {
    Files.deleteIfExists(file);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
      for (long written = 0; written < bytes; ) {
        written += channel.write(zeros.clear().limit((int) Math.min(CHUNK_BYTES, bytes - written)));
      }
    } catch (IOException e) {
      long free = usableBytes(Objects.requireNonNull(file.toAbsolutePath().getParent()));
      Files.deleteIfExists(file);
      throw new LabException(
          "cannot allocate %s for the lab's RAM in %s, only %s free: %s; free some, or take less with --memory"
              .formatted(mebibytes(bytes), file, mebibytes(free), e.getMessage()),
          e);
    }
  }

  private static long usableBytes(Path directory) throws IOException {
    return Files.getFileStore(directory).getUsableSpace();
  }

  private static String mebibytes(long bytes) {
    return (bytes >> 20) + " MiB";
  }
}
