package dev.orion.tools.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to use a lab, which one client has at a time; closing gives it back, and so does the
 * end of the process. May be closed by any thread.
 */
public final class LabLock implements AutoCloseable {
  /**
   * Lock files held by this JVM, with the command that holds each. A lock of fcntl(2) belongs to
   * the process, and closing any channel of the file loses it: a file that is locked here must not
   * even be opened again.
   */
  private static final Map<Path, String> HELD_HERE = new ConcurrentHashMap<>();

  private final Path file;
  private final FileChannel channel;

  private LabLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock at once or fails.
   *
   * @param path the lock file, in a directory that exists; it is created if need be and never
   *     deleted, so that all lock the same file
   * @param labName for the message
   * @param command what the holder does, in the words of a user's command, for the message others
   *     get
   * @throws LabException if another one has it; the message says who
   */
  static LabLock acquire(Path path, String labName, String command) throws IOException {
    Path directory = Objects.requireNonNull(path.toAbsolutePath().getParent()).toRealPath();
    Path file = directory.resolve(Objects.requireNonNull(path.getFileName()));
    String here = HELD_HERE.putIfAbsent(file, command);
    if (here != null) {
      throw busy(labName, "process " + ProcessHandle.current().pid() + " (" + here + ")");
    }
    boolean acquired = false;
    try {
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      try {
        if (!tryLock(channel)) {
          throw busy(labName, holder(channel));
        }
        writeHolder(channel, command);
        acquired = true;
        return new LabLock(file, channel);
      } finally {
        if (!acquired) {
          channel.close();
        }
      }
    } finally {
      if (!acquired) {
        HELD_HERE.remove(file);
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /** Says who has the lock; on a full disk nobody learns it, but a lab can still be stopped. */
  private static void writeHolder(FileChannel channel, String command) throws IOException {
    String holder =
        JSON.std.asString(Map.of("pid", ProcessHandle.current().pid(), "command", command));
    channel.truncate(0);
    try {
      channel.write(ByteBuffer.wrap(holder.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException e) {
      channel.truncate(0);
    }
  }

  private static String holder(FileChannel channel) throws IOException {
    String text =
        new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
    if (text.isEmpty()) {
      return "another process";
    }
    Map<String, Object> holder = JSON.std.mapFrom(text);
    return "process " + holder.get("pid") + " (" + holder.get("command") + ")";
  }

  private static LabException busy(String labName, String process) {
    return new LabException(
        "lab '" + labName + "' is busy: " + process + " is using it; wait for it or stop it");
  }

  /** Gives the lock back. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    if (channel.isOpen()) {
      try {
        channel.truncate(0);
      } finally {
        channel.close();
        HELD_HERE.remove(file);
      }
    }
  }
}
