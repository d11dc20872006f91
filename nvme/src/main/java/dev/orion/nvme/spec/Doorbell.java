package dev.orion.nvme.spec;

/**
 * Byte offsets of the doorbells in BAR 0 (PCIe 3.1.2). A doorbell is a 4-byte write-only register
 * whose low 16 bits take the new tail or head.
 */
public final class Doorbell {
  /** Where the doorbells begin. */
  public static final long BASE = 0x1000;

  private Doorbell() {}

  /**
   * Submission Queue Tail Doorbell (SQyTDBL) of queue {@code qid}, 0 to 65535; {@code dstrd} is
   * CAP.DSTRD.
   */
  public static long submissionTail(int qid, int dstrd) {
    return BASE + ((2L * qid) << (2 + dstrd));
  }

  /**
   * Completion Queue Head Doorbell (CQyHDBL) of queue {@code qid}, 0 to 65535; {@code dstrd} is
   * CAP.DSTRD.
   */
  public static long completionHead(int qid, int dstrd) {
    return BASE + ((2L * qid + 1) << (2 + dstrd));
  }
}
