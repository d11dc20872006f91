package dev.orion.nvme;

import dev.orion.nvme.spec.SpecValue;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.pci.DmaBuffer;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A command for the control plane: any opcode, any dwords, one data buffer. Immutable; the path of
 * an I/O writes its entries itself.
 *
 * @param opcode the opcode's 8 bits
 * @param name what to call it in messages
 * @param nsid namespace, 0 for none, FFFFFFFFh for all
 * @param cdw2 Command Dword 2
 * @param cdw3 Command Dword 3
 * @param cdw10 Command Dword 10
 * @param cdw11 Command Dword 11
 * @param cdw12 Command Dword 12
 * @param cdw13 Command Dword 13
 * @param cdw14 Command Dword 14
 * @param cdw15 Command Dword 15
 * @param data data in or out, aligned to 4 bytes, or null
 * @param metadata metadata in or out that has a buffer of its own, aligned to 4 bytes, or null
 */
public record NvmeCommand(
    int opcode,
    String name,
    int nsid,
    int cdw2,
    int cdw3,
    int cdw10,
    int cdw11,
    int cdw12,
    int cdw13,
    int cdw14,
    int cdw15,
    @Nullable DmaBuffer data,
    @Nullable DmaBuffer metadata) {

  /** The command with this opcode and nothing else set. */
  public static NvmeCommand of(SpecValue opcode) {
    return new NvmeCommand(opcode.code(), opcode.specName(), 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null);
  }

  /** With another name for messages. */
  public NvmeCommand named(String name) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With the namespace. */
  public NvmeCommand withNsid(int nsid) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With Command Dword 2. */
  public NvmeCommand withCdw2(int cdw2) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With Command Dword 3. */
  public NvmeCommand withCdw3(int cdw3) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With Command Dword 10. */
  public NvmeCommand withCdw10(int cdw10) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With Command Dword 11. */
  public NvmeCommand withCdw11(int cdw11) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With Command Dwords 10 (the low half) and 11: a starting LBA. */
  public NvmeCommand withCdw10And11(long value) {
    return withCdw10((int) value).withCdw11((int) (value >>> 32));
  }

  /** With Command Dword 12. */
  public NvmeCommand withCdw12(int cdw12) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With Command Dword 13. */
  public NvmeCommand withCdw13(int cdw13) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With Command Dword 14. */
  public NvmeCommand withCdw14(int cdw14) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With Command Dword 15. */
  public NvmeCommand withCdw15(int cdw15) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With a data buffer. */
  public NvmeCommand withData(DmaBuffer data) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /** With a metadata buffer. */
  public NvmeCommand withMetadata(DmaBuffer metadata) {
    return new NvmeCommand(
        opcode, name, nsid, cdw2, cdw3, cdw10, cdw11, cdw12, cdw13, cdw14, cdw15, data, metadata);
  }

  /**
   * Writes the entry of this command, all but its data, which may lie elsewhere than {@link #data}.
   *
   * @param queue see {@link QueuePair#submissionQueue}
   * @param offset see {@link QueuePair#entryOffset}
   * @param commandId see {@link Tracker#commandId}
   * @param prp1 PRP Entry 1
   * @param prp2 PRP Entry 2
   */
  public void write(MemorySegment queue, long offset, int commandId, long prp1, long prp2) {
    write(queue, offset, commandId, prp1, prp2, SubmissionQueueEntry.FUSE_NORMAL);
  }

  /** The same for a part of a fused operation; {@code fuse} is {@code FUSE_}. */
  void write(MemorySegment queue, long offset, int commandId, long prp1, long prp2, int fuse) {
    SubmissionQueueEntry.clear(queue, offset);
    int cdw0 = SubmissionQueueEntry.cdw0(opcode, fuse, SubmissionQueueEntry.PSDT_PRP, commandId);
    SubmissionQueueEntry.setCdw0AndNsid(queue, offset, cdw0, nsid);
    SubmissionQueueEntry.setCdw2(queue, offset, cdw2);
    SubmissionQueueEntry.setCdw3(queue, offset, cdw3);
    if (metadata != null) {
      SubmissionQueueEntry.setMptr(queue, offset, metadata.iova());
    }
    SubmissionQueueEntry.setPrp1(queue, offset, prp1);
    SubmissionQueueEntry.setPrp2(queue, offset, prp2);
    SubmissionQueueEntry.setCdw10(queue, offset, cdw10);
    SubmissionQueueEntry.setCdw11(queue, offset, cdw11);
    SubmissionQueueEntry.setCdw12(queue, offset, cdw12);
    SubmissionQueueEntry.setCdw13(queue, offset, cdw13);
    SubmissionQueueEntry.setCdw14(queue, offset, cdw14);
    SubmissionQueueEntry.setCdw15(queue, offset, cdw15);
  }
}
