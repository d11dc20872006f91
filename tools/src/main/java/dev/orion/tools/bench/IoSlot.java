package dev.orion.tools.bench;

import dev.orion.block.BlockCompletion;
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

  private IoDirection direction = IoDirection.READ;
  private long submitNanos;

  /** Takes over the buffer. */
  IoSlot(DmaBuffer buffer, Consumer<IoSlot> onComplete) {
    this.buffer = buffer;
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
    request.prepare(direction.operation(), block, blockCount);
    if (direction != IoDirection.TRIM) {
      request.add(buffer);
    }
  }

  /** Makes the request flush the device. */
  void prepareSync() {
    direction = IoDirection.SYNC;
    request.flush();
  }

  BlockRequest request() {
    return request;
  }

  /** The whole buffer. */
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
