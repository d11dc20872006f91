package dev.orion.nvme.zoned;

import dev.orion.block.BlockException;
import dev.orion.block.BlockRequest;
import dev.orion.pci.DmaBuffer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ZonedWriter} writes in one piece, somewhere: some blocks of a buffer. Made once and
 * reused: prepare it, append it, and prepare it again after it ended. It belongs to one thread, and
 * with its data to the writer while it is in flight.
 */
public final class ZoneRecord {

  final BlockRequest request = new BlockRequest();
  private @Nullable DmaBuffer buffer;
  private long offsetBytes;
  private long lengthBytes;
  private Consumer<ZoneRecord> completion = ended -> {};
  private @Nullable Object attachment;
  private boolean inFlight;
  private @Nullable BlockException failure;
  private long block;

  // The writer's.
  @Nullable ZoneLane lane;
  int blocks;
  int blocksWritten;
  long firstBlock;
  int attempts;

  /** A record that must be prepared before it is appended. */
  public ZoneRecord() {}

  /** Prepares it to hold a whole buffer. */
  public ZoneRecord of(DmaBuffer buffer) {
    return of(buffer, 0, buffer.lengthBytes());
  }

  /** Prepares it to hold a part of a buffer, whose length is a multiple of the block size. */
  public ZoneRecord of(DmaBuffer buffer, long offsetBytes, long lengthBytes) {
    if (inFlight) {
      throw new IllegalStateException("the record is still in flight");
    }
    if (offsetBytes < 0 || lengthBytes < 1 || offsetBytes > buffer.lengthBytes() - lengthBytes) {
      throw new IllegalArgumentException(
          "%d bytes at %d leave a buffer of %d bytes"
              .formatted(lengthBytes, offsetBytes, buffer.lengthBytes()));
    }
    this.buffer = buffer;
    this.offsetBytes = offsetBytes;
    this.lengthBytes = lengthBytes;
    return this;
  }

  /** Sets who hears of the end of this and every later use. It may append again. */
  public ZoneRecord onComplete(Consumer<ZoneRecord> completion) {
    this.completion = completion;
    return this;
  }

  /** Keeps an object of the owner's with the record. */
  public ZoneRecord attach(@Nullable Object attachment) {
    this.attachment = attachment;
    return this;
  }

  /** The object kept by {@link #attach}. */
  public @Nullable Object attachment() {
    return attachment;
  }

  /** Whether a writer holds the record. */
  public boolean isInFlight() {
    return inFlight;
  }

  /** How the last use failed, or null if it succeeded. */
  public @Nullable BlockException failure() {
    return failure;
  }

  /** Where the record begins, once it was written; its blocks follow each other. */
  public long block() {
    return block;
  }

  /** Bytes of the record. */
  public long lengthBytes() {
    return lengthBytes;
  }

  void begin(int blocks) {
    if (inFlight) {
      throw new IllegalStateException("the record is in flight already");
    }
    inFlight = true;
    failure = null;
    this.blocks = blocks;
    this.attempts = 0;
  }

  void end(long block, @Nullable BlockException failure) {
    if (!inFlight) {
      throw new IllegalStateException("the record ended twice");
    }
    inFlight = false;
    lane = null;
    this.block = block;
    this.failure = failure;
    completion.accept(this);
  }

  /** Adds a part of its data to its request. */
  void addTo(BlockRequest piece, long fromBytes, long lengthBytes) {
    DmaBuffer data = buffer;
    if (data == null) {
      throw new IllegalStateException("the record was not prepared");
    }
    piece.add(data, offsetBytes + fromBytes, lengthBytes);
  }
}
