package dev.orion.tools;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Bytes that commands take from a user and give to one as they are. */
final class RawData {
  private RawData() {}

  /** Puts bytes on standard output, which must not be a terminal. */
  static void print(MemorySegment data, StandardStreams streams) throws IOException {
    if (streams.outIsTerminal()) {
      throw new IOException(
          "standard output is a terminal: send binary output to a file or another program");
    }
    try (DataSink sink = DataSink.standardOutput(streams)) {
      sink.write(data.toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /**
   * Reads some bytes of a file or standard input.
   *
   * @param lengthBytes how many; what the input has less is an error
   */
  static MemorySegment read(String path, long lengthBytes, StandardStreams streams)
      throws IOException {
    try (DataSource source = DataSource.open(path, streams);
        Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(Math.max(lengthBytes, 1));
      long done = source.read(data, 0, lengthBytes);
      if (done < lengthBytes) {
        throw new IOException(
            "%s ended after %d of %d bytes; nothing was sent"
                .formatted(source.name(), done, lengthBytes));
      }
      return MemorySegment.ofArray(data.asSlice(0, done).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  /** Reads a whole file, of a size that can be told. */
  static MemorySegment readAll(String path, StandardStreams streams) throws IOException {
    long lengthBytes;
    try (DataSource source = DataSource.open(path, streams)) {
      lengthBytes =
          source
              .sizeBytes()
              .orElseThrow(() -> new IOException(source.name() + " is no regular file"));
    }
    return read(path, lengthBytes, streams);
  }
}
