package dev.orion.tools;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.OpenFlag;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;

/** Takes the bytes that a command puts out: a file, or standard output. */
final class DataSink implements AutoCloseable {
  /** Stands for standard input or output where a file could be named. */
  static final String STANDARD = "-";

  private final Descriptor file;
  private final String name;
  private final boolean owned;
  private long written;

  private DataSink(Descriptor file, String name, boolean owned) {
    this.file = file;
    this.name = name;
    this.owned = owned;
  }

  /** Creates a file or empties the one that is there; {@link #STANDARD} is standard output. */
  static DataSink open(String path, StandardStreams streams) throws IOException {
    if (path.equals(STANDARD)) {
      return standardOutput(streams);
    }
    try {
      Descriptor file =
          Descriptor.open(
              Path.of(path), 0666, OpenFlag.O_WRONLY, OpenFlag.O_CREAT, OpenFlag.O_TRUNC);
      return new DataSink(file, path, true);
    } catch (ErrnoException e) {
      throw new IOException("cannot write " + path + ": " + Errno.description(e.errno()), e);
    }
  }

  static DataSink standardOutput(StandardStreams streams) {
    return new DataSink(streams.out(), "standard output", false);
  }

  /**
   * Writes a part of {@code data}, which is native memory.
   *
   * @throws BrokenPipeException if nobody reads standard output any more
   * @throws IOException if it cannot be written, with how much was before
   */
  void write(MemorySegment data, long offset, long lengthBytes) throws IOException {
    try {
      for (long done = 0; done < lengthBytes; ) {
        long step = file.write(data, offset + done, lengthBytes - done);
        done += step;
        written += step;
      }
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EPIPE) {
        throw new BrokenPipeException(e);
      }
      throw failure(e);
    }
  }

  /** Writes bytes of the heap. */
  void write(byte[] bytes) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      write(arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes), 0, bytes.length);
    }
  }

  /** Closes a file; standard output stays open. */
  @Override
  public void close() throws IOException {
    if (owned) {
      try {
        file.close();
      } catch (ErrnoException e) {
        throw failure(e);
      }
    }
  }

  private IOException failure(ErrnoException cause) {
    return new IOException(
        "cannot write %s: %s (after %d bytes)"
            .formatted(name, Errno.description(cause.errno()), written),
        cause);
  }
}
