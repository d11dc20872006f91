package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockOperation;
import dev.orion.block.Geometry;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Writes bytes to a device from any byte on, with several writes in flight, and flushes at the end.
 * Of a block that is written in part, the rest is read and written back. The zones of a zoned
 * device get one write at a time, in whole blocks.
 */
final class RangeWriter {
  private final BlockDevice device;
  private final int blockBytes;
  private final TransferWindow window;
  private final TransferProgress progress;

  private RangeWriter(BlockDevice device, TransferWindow window, TransferProgress progress) {
    this.device = device;
    this.blockBytes = device.geometry().blockSizeBytes();
    this.window = window;
    this.progress = progress;
  }

  /**
   * Copies what the source gives to the range, up to the range's end.
   *
   * @return bytes written: less than the range has if the source ended before
   * @throws IOException if the source cannot be read or the device not written
   */
  static long copy(
      BlockDevice device, ByteRange range, DataSource source, TransferProgress progress)
      throws IOException {
    int depth = device.geometry().zones() == null ? RangeReader.DEPTH : 1;
    try (TransferWindow window = TransferWindow.open(device, depth, RangeReader.CHUNK_BYTES)) {
      return new RangeWriter(device, window, progress).copy(range, source);
    }
  }

  /**
   * Checks that a zoned device gets whole blocks; others take any range.
   *
   * @param lengthBytes the length, or null if it is not known yet
   */
  static void checkAlignment(BlockDevice device, long offset, @Nullable Long lengthBytes)
      throws IOException {
    Geometry geometry = device.geometry();
    int blockBytes = geometry.blockSizeBytes();
    if (geometry.zones() != null
        && (offset % blockBytes != 0 || (lengthBytes != null && lengthBytes % blockBytes != 0))) {
      throw new IOException(
          "%s is zoned: offset and length must be multiples of its block size %d"
              .formatted(device.name(), blockBytes));
    }
  }

  private long copy(ByteRange range, DataSource source) throws IOException {
    long position = range.offset();
    while (position < range.end()) {
      if (window.isFull()) {
        window.await();
      }
      long block = position / blockBytes;
      long from = position - block * blockBytes;
      long limit = Math.min(range.end(), window.chunkEnd(block) * blockBytes);
      long length = source.read(window.nextBuffer(), from, limit - position);
      if (length > 0) {
        write(block, from, from + length);
        progress.add(length);
      }
      position += length;
      if (position < limit) {
        break;
      }
    }
    window.awaitAll();
    window.start(BlockOperation.FLUSH, 0, 0);
    window.await();
    return position - range.offset();
  }

  /**
   * Writes bytes {@code from} to {@code to} of the next buffer, which begins with {@code block}.
   */
  private void write(long block, long from, long to) throws IOException {
    checkAlignment(device, from, to - from);
    long blockCount = Math.ceilDiv(to, blockBytes);
    if (from % blockBytes != 0 || to % blockBytes != 0) {
      fillEdges(block, from, to, blockCount);
    }
    window.start(BlockOperation.WRITE, block, blockCount);
  }

  /** Puts what the device has around the written part into the next buffer. */
  private void fillEdges(long block, long from, long to, long blockCount) throws IOException {
    byte[] data = window.nextBuffer().asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
    window.awaitAll();
    byte[] first = readBlock(block);
    byte[] last = readBlock(block + blockCount - 1);
    MemorySegment buffer = window.nextBuffer();
    put(first, buffer, 0);
    put(last, buffer, (blockCount - 1) * blockBytes);
    put(data, buffer, from);
  }

  private byte[] readBlock(long block) throws IOException {
    window.start(BlockOperation.READ, block, 1);
    MemorySegment buffer = window.await().segmentBuffer(0).segment();
    return buffer.asSlice(0, blockBytes).toArray(ValueLayout.JAVA_BYTE);
  }

  private static void put(byte[] bytes, MemorySegment buffer, long offset) {
    MemorySegment.copy(bytes, 0, buffer, ValueLayout.JAVA_BYTE, offset, bytes.length);
  }
}
