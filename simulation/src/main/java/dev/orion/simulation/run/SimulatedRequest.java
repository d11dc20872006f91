package dev.orion.simulation.run;

import dev.orion.block.BlockOperation;
import dev.orion.block.BlockRequest;
import dev.orion.pci.DmaBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A request with its buffer, which is made once and used again and again. */
final class SimulatedRequest {

  private static final long CANARY = 0xdead_beef_dead_beefL;

  final BlockRequest request = new BlockRequest();
  final DmaBuffer buffer;
  private final int blockSizeBytes;
  private long version;
  boolean isDurable;

  SimulatedRequest(DmaBuffer buffer, int blockSizeBytes) {
    this.buffer = buffer;
    this.blockSizeBytes = blockSizeBytes;
    guard();
  }

  /** Prepares it; the data, if any, begin at an offset into the buffer. */
  void prepare(
      BlockOperation operation,
      int block,
      int blocks,
      int offsetBytes,
      long newVersion,
      boolean durable) {
    version = newVersion;
    isDurable = durable;
    request.prepare(operation, block, blocks);
    if (operation.hasData()) {
      request.add(buffer, offsetBytes, (long) blocks * blockSizeBytes);
    }
    if (durable) {
      request.forceUnitAccess();
    }
    if (operation == BlockOperation.WRITE) {
      for (int i = 0; i < blocks; i++) {
        data(i).fill((byte) 0);
        for (long at = 0; at < blockSizeBytes; at += Long.BYTES) {
          data(i).set(ValueLayout.JAVA_LONG_UNALIGNED, at, content(block + i));
        }
      }
    }
  }

  int block() {
    return (int) request.block();
  }

  int endBlock() {
    return (int) (request.block() + request.blockCount());
  }

  boolean changesBlocks() {
    return switch (request.operation()) {
      case WRITE, WRITE_ZEROES, DISCARD -> true;
      default -> false;
    };
  }

  /** What it makes of a block. */
  long content(int block) {
    return request.operation() == BlockOperation.WRITE ? version << 16 | block : 0;
  }

  /** What it read of its block; -1 if that is of two contents. */
  long contentRead(int index) {
    MemorySegment data = data(index);
    long first = data.get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
    for (long at = Long.BYTES; at < blockSizeBytes; at += Long.BYTES) {
      if (data.get(ValueLayout.JAVA_LONG_UNALIGNED, at) != first) {
        return -1;
      }
    }
    return first;
  }

  private MemorySegment data(int index) {
    return buffer
        .segment()
        .asSlice(request.segmentOffsetBytes(0) + (long) index * blockSizeBytes, blockSizeBytes);
  }

  /** Its buffer is its owner's again: nobody else may write there from now on. */
  void guard() {
    MemorySegment all = buffer.segment();
    for (long at = 0; at < all.byteSize(); at += Long.BYTES) {
      all.set(ValueLayout.JAVA_LONG_UNALIGNED, at, CANARY);
    }
  }

  /** Whether nobody has. */
  boolean isUntouched() {
    MemorySegment all = buffer.segment();
    for (long at = 0; at < all.byteSize(); at += Long.BYTES) {
      if (all.get(ValueLayout.JAVA_LONG_UNALIGNED, at) != CANARY) {
        return false;
      }
    }
    return true;
  }
}
