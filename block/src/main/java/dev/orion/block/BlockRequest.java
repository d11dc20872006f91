package dev.orion.block;

import dev.orion.pci.DmaBuffer;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One request, made once and reused: prepare it, submit it to a {@link BlockQueue}, and prepare it
 * again after it completed. Its data is a scatter list of parts of {@link DmaBuffer}s, in order. It
 * belongs to one thread, and to the queue while it is in flight.
 */
public final class BlockRequest {

  private static final BlockCompletion NOTHING = request -> {};

  private BlockOperation operation = BlockOperation.FLUSH;
  private long block;
  private long blockCount;
  private boolean forceUnitAccess;

  private @Nullable DmaBuffer[] buffers = new DmaBuffer[1];
  private long[] offsetsBytes = new long[1];
  private long[] lengthsBytes = new long[1];
  private int segmentCount;
  private long lengthBytes;

  private BlockCompletion completion = NOTHING;
  private @Nullable Object attachment;

  private boolean inFlight;
  private @Nullable BlockException failure;
  private long resultBlock;

  /** A request that must be prepared before it is submitted. */
  public BlockRequest() {}

  /** Prepares a read of {@code blockCount} blocks from {@code block} on; add buffers next. */
  public BlockRequest read(long block, long blockCount) {
    return prepare(BlockOperation.READ, block, blockCount);
  }

  /** Prepares a write of {@code blockCount} blocks from {@code block} on; add buffers next. */
  public BlockRequest write(long block, long blockCount) {
    return prepare(BlockOperation.WRITE, block, blockCount);
  }

  /** Prepares a flush. */
  public BlockRequest flush() {
    return prepare(BlockOperation.FLUSH, 0, 0);
  }

  /**
   * Prepares an operation.
   *
   * @param operation what to do
   * @param block first block of the range, or of the zone
   * @param blockCount blocks of the range; 0 where the operation has none
   */
  public BlockRequest prepare(BlockOperation operation, long block, long blockCount) {
    if (inFlight) {
      throw new IllegalStateException(this + " is still in flight");
    }
    this.operation = operation;
    this.block = block;
    this.blockCount = blockCount;
    forceUnitAccess = false;
    segmentCount = 0;
    lengthBytes = 0;
    failure = null;
    return this;
  }

  /** Adds a whole buffer to the scatter list. */
  public BlockRequest add(DmaBuffer buffer) {
    return add(buffer, 0, buffer.lengthBytes());
  }

  /** Adds a part of a buffer to the scatter list. */
  public BlockRequest add(DmaBuffer buffer, long offsetBytes, long lengthBytes) {
    if (offsetBytes < 0 || lengthBytes < 1 || offsetBytes > buffer.lengthBytes() - lengthBytes) {
      throw new IllegalArgumentException(
          "%d bytes at %d leave a buffer of %d bytes"
              .formatted(lengthBytes, offsetBytes, buffer.lengthBytes()));
    }
    if (segmentCount == buffers.length) {
      buffers = Arrays.copyOf(buffers, 2 * segmentCount);
      offsetsBytes = Arrays.copyOf(offsetsBytes, 2 * segmentCount);
      lengthsBytes = Arrays.copyOf(lengthsBytes, 2 * segmentCount);
    }
    buffers[segmentCount] = buffer;
    offsetsBytes[segmentCount] = offsetBytes;
    lengthsBytes[segmentCount] = lengthBytes;
    segmentCount++;
    this.lengthBytes += lengthBytes;
    return this;
  }

  /**
   * Makes a write complete only when it survives power loss (Force Unit Access). {@link #prepare}
   * takes it back.
   */
  public BlockRequest forceUnitAccess() {
    forceUnitAccess = true;
    return this;
  }

  /** Sets who hears of the end of this and every later use. */
  public BlockRequest onComplete(BlockCompletion completion) {
    this.completion = completion;
    return this;
  }

  /** Keeps an object of the owner's with the request. */
  public BlockRequest attach(@Nullable Object attachment) {
    this.attachment = attachment;
    return this;
  }

  /** The object kept by {@link #attach}. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** What is asked for. */
  public BlockOperation operation() {
    return operation;
  }

  /** First block of the range, or of the zone. */
  public long block() {
    return block;
  }

  /** Blocks of the range. */
  public long blockCount() {
    return blockCount;
  }

  /** Whether a write must survive power loss once complete. */
  public boolean isForceUnitAccess() {
    return forceUnitAccess;
  }

  /** Parts of the scatter list. */
  public int segmentCount() {
    return segmentCount;
  }

  /** The buffer that part {@code index} lies in. */
  public DmaBuffer segmentBuffer(int index) {
    DmaBuffer buffer = index < segmentCount ? buffers[index] : null;
    if (buffer == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return buffer;
  }

  /** Where in its buffer part {@code index} begins. */
  public long segmentOffsetBytes(int index) {
    return offsetsBytes[index];
  }

  /** How long part {@code index} is. */
  public long segmentLengthBytes(int index) {
    return lengthsBytes[index];
  }

  /** Bytes of the whole scatter list. */
  public long lengthBytes() {
    return lengthBytes;
  }

  /** Whether a queue holds the request. */
  public boolean isInFlight() {
    return inFlight;
  }

  /** How the last use failed, or null if it succeeded. */
  public @Nullable BlockException failure() {
    return failure;
  }

  /** Where a completed {@link BlockOperation#ZONE_APPEND} wrote its first block. */
  public long resultBlock() {
    return resultBlock;
  }

  /** For queues: takes the request in. */
  public void begin() {
    if (inFlight) {
      throw new IllegalStateException(this + " is in flight already");
    }
    inFlight = true;
  }

  /** For queues: ends the request successfully and calls its completion. */
  public void succeed() {
    end(null);
  }

  /** For queues: ends a zone append successfully and calls its completion. */
  public void succeed(long resultBlock) {
    this.resultBlock = resultBlock;
    end(null);
  }

  /** For queues: ends the request as failed and calls its completion. */
  public void fail(BlockException failure) {
    end(failure);
  }

  private void end(@Nullable BlockException failure) {
    if (!inFlight) {
      throw new IllegalStateException(this + " ended twice");
    }
    inFlight = false;
    this.failure = failure;
    completion.onComplete(this);
  }

  /** The request in words: {@code write of blocks 8 to 15}. */
  @Override
  public String toString() {
    String verb = operation.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    if (operation.hasRange()) {
      return blockCount == 1
          ? "%s of block %d".formatted(verb, block)
          : "%s of blocks %d to %d".formatted(verb, block, block + blockCount - 1);
    }
    return operation.isZoned() ? "%s at block %d".formatted(verb, block) : verb;
  }
}
