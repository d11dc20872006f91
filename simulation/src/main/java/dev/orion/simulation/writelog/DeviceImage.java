package dev.orion.simulation.writelog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Where a log is replayed to; a {@link FileChannel}'s {@code write} is one. */
@FunctionalInterface
public interface DeviceImage {

  /**
   * Writes what remains of {@code data}, all of it.
   *
   * @return bytes written
   */
  int write(ByteBuffer data, long offsetBytes) throws IOException;
}
