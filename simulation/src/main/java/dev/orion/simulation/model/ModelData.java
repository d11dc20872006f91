package dev.orion.simulation.model;

import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** The commands of the model's namespace: finds their data by PRPs, and moves it. */
final class ModelData {

  private static final int FLUSH = NvmOpcode.FLUSH.code();
  private static final int WRITE_ZEROES = NvmOpcode.WRITE_ZEROES.code();
  private static final int DATASET_MANAGEMENT = NvmOpcode.DATASET_MANAGEMENT.code();

  private static final int SUCCESS = Status.SUCCESS.field();
  private static final int BEYOND = Status.of(StatusCode.LBA_OUT_OF_RANGE).field();
  private static final int UNREACHABLE = Status.of(StatusCode.DATA_TRANSFER_ERROR).field();
  private static final int UNKNOWN = Status.of(StatusCode.INVALID_COMMAND_OPCODE).field();
  private static final int NO_NAMESPACE = Status.of(StatusCode.INVALID_NAMESPACE_OR_FORMAT).field();

  private final DmaSpace dma;
  private final BlockStore store;
  private final int blockShift;

  ModelData(DmaSpace dma, BlockStore store, int blockSizeBytes) {
    this.dma = dma;
    this.store = store;
    this.blockShift = Integer.numberOfTrailingZeros(blockSizeBytes);
  }

  DmaSpace dma() {
    return dma;
  }

  long blockCount() {
    return store.sizeBytes() >>> blockShift;
  }

  int blockShift() {
    return blockShift;
  }

  static long block(MemorySegment queue, long entry) {
    return Integer.toUnsignedLong(SubmissionQueueEntry.cdw(queue, entry, 10))
        | (long) SubmissionQueueEntry.cdw(queue, entry, 11) << 32;
  }

  private static int blocks(MemorySegment queue, long entry) {
    return (SubmissionQueueEntry.cdw(queue, entry, 12) & 0xffff) + 1;
  }

  /** A read or write; returns its status field. */
  int transfer(MemorySegment queue, long entry, boolean isWrite) {
    long block = block(queue, entry);
    int count = blocks(queue, entry);
    if (SubmissionQueueEntry.nsid(queue, entry) != 1) {
      return NO_NAMESPACE;
    }
    if (block < 0 || block > blockCount() - count) {
      return BEYOND;
    }
    if (!store.keepsData()) {
      return SUCCESS;
    }
    long offset = block << blockShift;
    long lengthBytes = (long) count << blockShift;
    int status = move(queue, entry, offset, lengthBytes, isWrite);
    if (isWrite && isForcedToMedium(queue, entry)) {
      store.persist(offset, lengthBytes);
    }
    return status;
  }

  private static boolean isForcedToMedium(MemorySegment queue, long entry) {
    return (SubmissionQueueEntry.cdw(queue, entry, 12) & NvmCommand.FUA) != 0;
  }

  /** Moves a command's data (NVMe Base 4.1.1). */
  private int move(
      MemorySegment queue, long entry, long offset, long lengthBytes, boolean isWrite) {
    long prp1 = SubmissionQueueEntry.prp1(queue, entry);
    if (PrpPages.firstBytes(prp1, lengthBytes) == lengthBytes) {
      MemorySegment memory = dma.find(prp1, lengthBytes);
      return memory == null ? UNREACHABLE : copy(memory, offset, isWrite);
    }
    List<MemorySegment> pieces =
        PrpPages.of(dma, prp1, SubmissionQueueEntry.prp2(queue, entry), lengthBytes);
    if (pieces == null) {
      return UNREACHABLE;
    }
    long done = 0;
    for (MemorySegment piece : pieces) {
      copy(piece, offset + done, isWrite);
      done += piece.byteSize();
    }
    return SUCCESS;
  }

  private int copy(MemorySegment memory, long offset, boolean isWrite) {
    if (isWrite) {
      store.write(offset, memory);
    } else {
      store.read(offset, memory);
    }
    return SUCCESS;
  }

  /** Flips a bit of a read's data, if it lies in the first page. */
  void flip(MemorySegment queue, long entry, long bit) {
    MemorySegment memory = dma.find(SubmissionQueueEntry.prp1(queue, entry) + bit / 8, 1);
    if (memory != null) {
      byte old = memory.get(ValueLayout.JAVA_BYTE, 0);
      memory.set(ValueLayout.JAVA_BYTE, 0, (byte) (old ^ 1 << bit % 8));
    }
  }

  /** What is neither read nor write; returns its status field. */
  int other(MemorySegment queue, long entry, int opcode) {
    if (opcode == FLUSH) {
      store.persist(0, store.sizeBytes());
      return SUCCESS;
    } else if (opcode == WRITE_ZEROES) {
      return zero(block(queue, entry), blocks(queue, entry));
    } else if (opcode == DATASET_MANAGEMENT) {
      return deallocate(queue, entry);
    }
    return UNKNOWN;
  }

  private int zero(long block, long count) {
    if (block < 0 || block > blockCount() - count) {
      return BEYOND;
    }
    store.zero(block << blockShift, count << blockShift);
    return SUCCESS;
  }

  private int deallocate(MemorySegment queue, long entry) {
    int ranges = (SubmissionQueueEntry.cdw(queue, entry, 10) & 0xff) + 1;
    MemorySegment list = dma.find(SubmissionQueueEntry.prp1(queue, entry), ranges * 16L);
    if (list == null) {
      return UNREACHABLE;
    }
    for (int i = 0; i < ranges; i++) {
      long count = Integer.toUnsignedLong(list.get(ValueLayout.JAVA_INT, 16L * i + 4));
      int status = zero(list.get(ValueLayout.JAVA_LONG, 16L * i + 8), count);
      if (status != SUCCESS) {
        return status;
      }
    }
    return SUCCESS;
  }
}
