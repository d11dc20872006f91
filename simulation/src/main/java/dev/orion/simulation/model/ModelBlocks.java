package dev.orion.simulation.model;

import dev.orion.nvme.spec.StatusCode;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Blocks of a model's namespace, for handlers that read, write or compare them. */
record ModelBlocks(BlockStore store, int blockSizeBytes) {

  /** The first block of a command's range. */
  static long first(ModelRequest request) {
    return request.cdwPair(10);
  }

  /** How many blocks a command's range has. */
  static int count(ModelRequest request) {
    return (request.cdw(12) & 0xffff) + 1;
  }

  /** Executes a Read; returns its status field. */
  int read(ModelRequest request) {
    MemorySegment blocks = of(request);
    return blocks == null ? beyond() : request.send(blocks);
  }

  /** Executes a Write; returns its status field. */
  int write(ModelRequest request) {
    if (of(request) == null) {
      return beyond();
    }
    MemorySegment data = request.receive((long) count(request) * blockSizeBytes);
    if (data == null) {
      return ModelRequest.status(StatusCode.DATA_TRANSFER_ERROR);
    }
    store.write(first(request) * blockSizeBytes, data);
    return ModelRequest.SUCCESS;
  }

  /** Executes a Compare; returns its status field. */
  int compare(ModelRequest request) {
    MemorySegment blocks = of(request);
    if (blocks == null) {
      return beyond();
    }
    MemorySegment data = request.receive(blocks.byteSize());
    if (data == null) {
      return ModelRequest.status(StatusCode.DATA_TRANSFER_ERROR);
    }
    return data.mismatch(blocks) == -1
        ? ModelRequest.SUCCESS
        : ModelRequest.status(StatusCode.COMPARE_FAILURE);
  }

  /** Whether a command's range is of the namespace. */
  boolean has(ModelRequest request) {
    long blocks = store.sizeBytes() / blockSizeBytes;
    return first(request) >= 0 && first(request) <= blocks - count(request);
  }

  static int beyond() {
    return ModelRequest.status(StatusCode.LBA_OUT_OF_RANGE);
  }

  private @Nullable MemorySegment of(ModelRequest request) {
    if (!has(request)) {
      return null;
    }
    MemorySegment blocks = MemorySegment.ofArray(new byte[count(request) * blockSizeBytes]);
    store.read(first(request) * blockSizeBytes, blocks);
    return blocks;
  }
}
