package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.tools.text.Amounts;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A range of a device's bytes.
 *
 * @param offset its first byte
 * @param lengthBytes its length
 */
record ByteRange(long offset, long lengthBytes) {

  /**
   * A range inside a device.
   *
   * @param lengthBytes its length, or null for all up to the device's end
   * @throws IOException if the device ends before the range does
   */
  static ByteRange of(BlockDevice device, long offset, @Nullable Long lengthBytes)
      throws IOException {
    long capacity = device.geometry().capacityBytes();
    long length = lengthBytes == null ? capacity - offset : lengthBytes;
    if (offset > capacity || length > capacity - offset) {
      throw new IOException(
          "%s has %d bytes: offset %d%s is beyond its end"
              .formatted(
                  device.name(),
                  capacity,
                  offset,
                  lengthBytes == null ? "" : " plus length " + lengthBytes));
    }
    return new ByteRange(offset, length);
  }

  /** The first byte after it. */
  long end() {
    return offset + lengthBytes;
  }

  /** The range in words. */
  @Override
  public String toString() {
    return lengthBytes == 0
        ? "no bytes"
        : "bytes %d to %d (%s)".formatted(offset, end() - 1, Amounts.bytes(lengthBytes));
  }
}
