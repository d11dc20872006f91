package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockRequest;
import java.io.IOException;

/** Reads a range of a device, of any alignment, with several reads in flight. */
final class RangeReader {
  /** Enough in flight to keep a fast device busy while the sink is written. */
  static final int DEPTH = 16;

  static final int CHUNK_BYTES = 256 << 10;

  private RangeReader() {}

  /**
   * Copies the range to the sink. What the sink has got when this fails is the range's beginning.
   *
   * @throws IOException if the device cannot be read or the sink not written
   */
  static void copy(BlockDevice device, ByteRange range, DataSink sink, TransferProgress progress)
      throws IOException {
    int blockBytes = device.geometry().blockSizeBytes();
    long endBlock = Math.ceilDiv(range.end(), blockBytes);
    long nextBlock = range.lengthBytes() == 0 ? endBlock : range.offset() / blockBytes;
    try (TransferWindow window = TransferWindow.open(device, DEPTH, CHUNK_BYTES)) {
      while (nextBlock < endBlock || !window.isEmpty()) {
        while (nextBlock < endBlock && !window.isFull()) {
          long end = Math.min(endBlock, window.chunkEnd(nextBlock));
          window.start(BlockOperation.READ, nextBlock, end - nextBlock);
          nextBlock = end;
        }
        BlockRequest read = window.await();
        long position = read.block() * blockBytes;
        long from = Math.max(range.offset(), position) - position;
        long to = Math.min(range.end(), position + read.lengthBytes()) - position;
        sink.write(read.segmentBuffer(0).segment(), from, to - from);
        progress.add(to - from);
      }
    }
  }
}
