package dev.orion.nvme.spec;

/**
 * Command Dwords of the Admin commands, and the fields of their completions' Dword 0. Every method
 * that makes a dword throws {@link IllegalArgumentException} if a value does not fit its field.
 */
public final class AdminCommand {
  /** NSID that addresses no namespace. */
  public static final int NSID_NONE = 0;

  /** NSID that addresses all namespaces (broadcast). */
  public static final int NSID_ALL = -1;

  /** Bytes of data that Identify returns. */
  public static final int IDENTIFY_DATA_BYTES = 4096;

  private AdminCommand() {}

  /** Identify (Base 5.17), CDW10; {@code cntid} is 0 unless the CNS uses it. */
  public static int identifyCdw10(Cns cns, int cntid) {
    return cns.code() | Bits.put("CNTID", cntid, 16, 16);
  }

  /**
   * Identify (Base 5.17), CDW11; {@code cnssid} is the CNS Specific Identifier, 0 unless the CNS
   * uses it.
   */
  public static int identifyCdw11(Csi csi, int cnssid) {
    return csi.code() << 24 | Bits.put("CNS Specific Identifier", cnssid, 0, 16);
  }

  /** Identify (Base 5.17), CDW14; {@code uuidIndex} is 0 for none. */
  public static int identifyCdw14(int uuidIndex) {
    return Bits.put("UUID Index", uuidIndex, 0, 7);
  }

  /** Create I/O Completion Queue and Create I/O Submission Queue (Base 5.4, 5.5), CDW10. */
  public static int createIoQueueCdw10(int qid, int qsizeZeroBased) {
    return Bits.put("QID", qid, 0, 16) | Bits.put("QSIZE", qsizeZeroBased, 16, 16);
  }

  /**
   * Create I/O Completion Queue (Base 5.4), CDW11, for a physically contiguous queue.
   *
   * @param ien Interrupts Enabled
   * @param iv Interrupt Vector; 0 if interrupts are not enabled
   */
  public static int createIoCompletionQueueCdw11(boolean ien, int iv) {
    return 1 | Bits.bit(ien, 1) | Bits.put("IV", iv, 16, 16);
  }

  /**
   * Create I/O Submission Queue (Base 5.5), CDW11, for a physically contiguous queue.
   *
   * @param qprio Queue Priority, 0 urgent to 3 low; counts only with weighted round robin
   * @param cqid the completion queue to post to
   */
  public static int createIoSubmissionQueueCdw11(int qprio, int cqid) {
    return 1 | Bits.put("QPRIO", qprio, 1, 2) | Bits.put("CQID", cqid, 16, 16);
  }

  /** Delete I/O Completion Queue and Delete I/O Submission Queue (Base 5.6, 5.7), CDW10. */
  public static int deleteIoQueueCdw10(int qid) {
    return Bits.put("QID", qid, 0, 16);
  }

  /** Abort (Base 5.1), CDW10: the command to abort. */
  public static int abortCdw10(int sqid, int cid) {
    return Bits.put("SQID", sqid, 0, 16) | Bits.put("CID", cid, 16, 16);
  }

  /** Abort (Base 5.1), Dword 0: whether the command was aborted. */
  public static boolean isAborted(int dword0) {
    return (dword0 & 1) == 0;
  }

  /**
   * Get Log Page (Base 5.16), CDW10.
   *
   * @param lsp Log Specific Field, 7 bits
   * @param rae Retain Asynchronous Event: do not clear the event that reported the page
   * @param numdZeroBased Number of Dwords; its low half goes here, its high half to CDW11
   */
  public static int getLogPageCdw10(
      LogPageIdentifier lid, int lsp, boolean rae, int numdZeroBased) {
    return getLogPageCdw10(lid.code(), lsp, rae, numdZeroBased);
  }

  /** {@link #getLogPageCdw10(LogPageIdentifier, int, boolean, int)} by number. */
  public static int getLogPageCdw10(int lid, int lsp, boolean rae, int numdZeroBased) {
    return Bits.put("LID", lid, 0, 8)
        | Bits.put("LSP", lsp, 8, 7)
        | Bits.bit(rae, 15)
        | numdZeroBased << 16;
  }

  /** Get Log Page (Base 5.16), CDW11; {@code lsi} is the Log Specific Identifier. */
  public static int getLogPageCdw11(int numdZeroBased, int lsi) {
    return numdZeroBased >>> 16 | Bits.put("LSI", lsi, 16, 16);
  }

  /** Get Log Page (Base 5.16), CDW14; the byte offset goes to CDW12 (low half) and CDW13. */
  public static int getLogPageCdw14(Csi csi) {
    return csi.code() << 24;
  }

  /**
   * Get Log Page (Base 5.16), CDW14.
   *
   * @param csi Command Set Identifier, 8 bits
   * @param indexOffset Offset Type (OT): the offset counts entries
   * @param uuidIndex UUID Index, 0 for none
   */
  public static int getLogPageCdw14(int csi, boolean indexOffset, int uuidIndex) {
    return Bits.put("CSI", csi, 24, 8)
        | Bits.bit(indexOffset, 23)
        | Bits.put("UUID Index", uuidIndex, 0, 7);
  }

  /** Feature Number of Queues (Base 5.27.1.5), CDW11: how many I/O queues are asked for. */
  public static int numberOfQueuesCdw11(int nsqrZeroBased, int ncqrZeroBased) {
    return Bits.put("NSQR", nsqrZeroBased, 0, 16) | Bits.put("NCQR", ncqrZeroBased, 16, 16);
  }

  /**
   * Feature Number of Queues (Base 5.27.1.5), Dword 0: how many I/O submission queues there are.
   */
  public static int nsqaZeroBased(int dword0) {
    return dword0 & 0xffff;
  }

  /**
   * Feature Number of Queues (Base 5.27.1.5), Dword 0: how many I/O completion queues there are.
   */
  public static int ncqaZeroBased(int dword0) {
    return dword0 >>> 16;
  }

  /** Asynchronous Event Request (Base 5.2.1), Dword 0: Asynchronous Event Type. */
  public static int asynchronousEventType(int dword0) {
    return Bits.get(dword0, 0, 3);
  }

  /** Asynchronous Event Request (Base 5.2.1), Dword 0: Asynchronous Event Information. */
  public static int asynchronousEventInformation(int dword0) {
    return Bits.get(dword0, 8, 8);
  }

  /**
   * Asynchronous Event Request (Base 5.2.1), Dword 0: the log page to read, which also clears the
   * event.
   */
  public static int asynchronousEventLogPage(int dword0) {
    return Bits.get(dword0, 16, 8);
  }

  /**
   * Format NVM (Base 5.14), CDW10.
   *
   * @param lbaFormat index of the LBA format, 0 to 63
   * @param mset Metadata Settings: metadata is part of an extended LBA
   * @param pi Protection Information type, 0 (none) to 3
   * @param pil Protection Information Location: first bytes of the metadata
   * @param ses Secure Erase Settings: 0 none, 1 user data, 2 cryptographic
   */
  public static int formatNvmCdw10(int lbaFormat, boolean mset, int pi, boolean pil, int ses) {
    Bits.put("LBA format", lbaFormat, 0, 6);
    return (lbaFormat & 0xf)
        | Bits.bit(mset, 4)
        | Bits.put("PI", pi, 5, 3)
        | Bits.bit(pil, 8)
        | Bits.put("SES", ses, 9, 3)
        | lbaFormat >>> 4 << 12;
  }
}
