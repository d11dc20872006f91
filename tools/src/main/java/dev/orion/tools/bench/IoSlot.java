package dev.orion.tools.bench;

import dev.orion.block.BlockCompletion;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockRequest;
import dev.orion.pci.DmaBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** One of a thread's I/Os in flight: a request and a buffer, made once and used again and again. */
final class IoSlot implements AutoCloseable {
  private final BlockRequest request = new BlockRequest();
  private final DmaBuffer buffer;
  private final MemorySegment data;
  private final ByteBuffer bytes;
  private final int blockSizeBytes;

  private IoDirection direction = IoDirection.READ;
  private long lengthBytes;
  private long dueNanos;
  private long submitNanos;

  /**
   * Takes over the buffer.
   *
   * @param buffer as long as the longest I/O
   * @param blockSizeBytes of the device
   */
  IoSlot(DmaBuffer buffer, int blockSizeBytes, Consumer<IoSlot> onComplete) {
    this.buffer = buffer;
    this.blockSizeBytes = blockSizeBytes;
    data = buffer.segment();
    bytes = data.asByteBuffer();
    BlockCompletion completion = _ -> onComplete.accept(this);
    request.onComplete(completion);
  }

  /** Fills the buffer with bytes that no device can compress. */
  void fillRandomly(SplitMix64 random) {
    for (long at = 0; at < data.byteSize(); at += Long.BYTES) {
      data.set(ValueLayout.JAVA_LONG_UNALIGNED, at, random.nextLong());
    }
  }

  /** Makes the request read, write or discard blocks. */
  void prepare(IoDirection direction, long block, long blockCount) {
    this.direction = direction;
    lengthBytes = blockCount * blockSizeBytes;
    request.prepare(direction.operation(), block, blockCount);
    if (direction != IoDirection.TRIM) {
      request.add(buffer, 0, lengthBytes);
    }
  }

  /** Makes the request write at a zone's write pointer, wherever that is. */
  void prepareAppend(long zoneStart, long blockCount) {
    direction = IoDirection.WRITE;
    lengthBytes = blockCount * blockSizeBytes;
    request.prepare(BlockOperation.ZONE_APPEND, zoneStart, blockCount);
    request.add(buffer, 0, lengthBytes);
  }

  /** Makes the request empty a zone. */
  void prepareReset(long zoneStart) {
    direction = IoDirection.RESET;
    lengthBytes = 0;
    request.prepare(BlockOperation.ZONE_RESET, zoneStart, 0);
  }

  /** Makes the request flush the device. */
  void prepareSync() {
    direction = IoDirection.SYNC;
    lengthBytes = 0;
    request.flush();
  }

  BlockRequest request() {
    return request;
  }

  /** The whole buffer, of which the I/O uses the first {@link #lengthBytes}. */
  MemorySegment data() {
    return data;
  }

  /** The same as {@link #data}; its position and limit are the user's. */
  ByteBuffer bytes() {
    return bytes;
  }

  IoDirection direction() {
    return direction;
  }

  /** Bytes that the I/O moves or discards. */
  long lengthBytes() {
    return lengthBytes;
  }

  /** First block of a completed I/O, or of the zone. */
  long firstBlock() {
    return request.operation() == BlockOperation.ZONE_APPEND
        ? request.resultBlock()
        : request.block();
  }

  /** Where the I/O begins on the device. */
  long offsetBytes() {
    return request.block() * blockSizeBytes;
  }

  /** When the I/O was to start, if something limits the rate. */
  long dueNanos() {
    return dueNanos;
  }

  void dueAt(long nanos) {
    dueNanos = nanos;
  }

  long submitNanos() {
    return submitNanos;
  }

  void submittedAt(long nanos) {
    submitNanos = nanos;
  }

  @Override
  public void close() {
    buffer.close();
  }
}
