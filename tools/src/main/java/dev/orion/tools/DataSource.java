package dev.orion.tools;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Gives the bytes that a command takes in: a file, or standard input. */
final class DataSource implements AutoCloseable {
  private final Descriptor file;
  private final String name;
  private final boolean owned;
  private final OptionalLong sizeBytes;

  private DataSource(Descriptor file, String name, boolean owned, OptionalLong sizeBytes) {
    this.file = file;
    this.name = name;
    this.owned = owned;
    this.sizeBytes = sizeBytes;
  }

  /** Opens a file; {@link DataSink#STANDARD} is standard input. */
  static DataSource open(String path, StandardStreams streams) throws IOException {
    if (path.equals(DataSink.STANDARD)) {
      return new DataSource(streams.in(), "standard input", false, OptionalLong.empty());
    }
    Path file = Path.of(path);
    try {
      Descriptor descriptor = Descriptor.open(file);
      OptionalLong size =
          Files.isRegularFile(file) ? OptionalLong.of(descriptor.size()) : OptionalLong.empty();
      return new DataSource(descriptor, path, true, size);
    } catch (ErrnoException e) {
      throw new IOException("cannot read " + path + ": " + Errno.description(e.errno()), e);
    }
  }

  /** What to call it in messages. */
  String name() {
    return name;
  }

  /** How much it gives, if that is known: of a regular file. */
  OptionalLong sizeBytes() {
    return sizeBytes;
  }

  /**
   * Fills a part of {@code into}, which is native memory.
   *
   * @return bytes read: less than asked for only at the end
   */
  long read(MemorySegment into, long offset, long lengthBytes) throws IOException {
    try {
      long done = 0;
      while (done < lengthBytes) {
        long step = file.read(into, offset + done, lengthBytes - done);
        if (step == 0) {
          break;
        }
        done += step;
      }
      return done;
    } catch (ErrnoException e) {
      throw new IOException("cannot read %s: %s".formatted(name, Errno.description(e.errno())), e);
    }
  }

  /** Whether it has come to its end; if not, a byte is gone. */
  boolean isAtEnd() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      return read(arena.allocate(1), 0, 1) == 0;
    }
  }

  /** Closes a file; standard input stays open. */
  @Override
  public void close() throws IOException {
    if (owned) {
      file.close();
    }
  }
}
