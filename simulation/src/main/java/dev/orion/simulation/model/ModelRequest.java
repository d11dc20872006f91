package dev.orion.simulation.model;

import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A command as a controller finds it in a submission queue, with its data and its result. */
public final class ModelRequest {

  /** The status field of a command that went well. */
  public static final int SUCCESS = Status.SUCCESS.field();

  private final DmaSpace dma;
  private final MemorySegment queue;
  private final long entry;
  private long result;

  ModelRequest(DmaSpace dma, MemorySegment queue, long entry) {
    this.dma = dma;
    this.queue = queue;
    this.entry = entry;
  }

  /** The status field for a code of the specification. */
  public static int status(StatusCode code) {
    return Status.of(code).field();
  }

  /** A Command Dword, 0 to 15. */
  public int cdw(int number) {
    return SubmissionQueueEntry.cdw(queue, entry, number);
  }

  /** Two Command Dwords, the first of which is the low half. */
  public long cdwPair(int number) {
    return Integer.toUnsignedLong(cdw(number)) | (long) cdw(number + 1) << 32;
  }

  /** The namespace identifier. */
  public int nsid() {
    return SubmissionQueueEntry.nsid(queue, entry);
  }

  /** The memory that the controller reaches, for what lies outside of the command's data. */
  public DmaSpace dma() {
    return dma;
  }

  /** Sets Dwords 0 (the low half) and 1 of the completion. */
  public void setResult(long result) {
    this.result = result;
  }

  long result() {
    return result;
  }

  /** Writes data to where the command wants them; returns a status field. */
  public int send(MemorySegment data) {
    List<MemorySegment> pieces = pieces(data.byteSize());
    if (pieces == null) {
      return status(StatusCode.DATA_TRANSFER_ERROR);
    }
    long done = 0;
    for (MemorySegment piece : pieces) {
      piece.copyFrom(data.asSlice(done, piece.byteSize()));
      done += piece.byteSize();
    }
    return SUCCESS;
  }

  /** Copies the command's data; null if they cannot be reached. */
  public @Nullable MemorySegment receive(long lengthBytes) {
    List<MemorySegment> pieces = pieces(lengthBytes);
    if (pieces == null) {
      return null;
    }
    MemorySegment data = MemorySegment.ofArray(new byte[Math.toIntExact(lengthBytes)]);
    long done = 0;
    for (MemorySegment piece : pieces) {
      MemorySegment.copy(piece, 0, data, done, piece.byteSize());
      done += piece.byteSize();
    }
    return data;
  }

  private @Nullable List<MemorySegment> pieces(long lengthBytes) {
    return PrpPages.of(
        dma,
        SubmissionQueueEntry.prp1(queue, entry),
        SubmissionQueueEntry.prp2(queue, entry),
        lengthBytes);
  }
}
