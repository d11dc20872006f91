package dev.orion.nvme.spec;

/**
 * Command Dwords of the NVM Command Set (NVM 3.2). Combine the flags with {@code |}. {@link #cdw12}
 * and the ranges are unchecked: they stand on the path of every I/O.
 */
public final class NvmCommand {
  /** CDW12 of Read, Write, Compare, Verify, Write Zeroes, Copy, Zone Append: Limited Retry. */
  public static final int LR = 1 << 31;

  /** CDW12 of Read, Write, Compare, Write Zeroes, Copy, Zone Append: Force Unit Access. */
  public static final int FUA = 1 << 30;

  /** CDW12, in PRINFO: Protection Information Action; the controller inserts or strips it. */
  public static final int PRACT = 1 << 29;

  /** CDW12, in PRINFO: check the Guard. */
  public static final int PRCHK_GUARD = 1 << 28;

  /** CDW12, in PRINFO: check the Application Tag. */
  public static final int PRCHK_APPLICATION_TAG = 1 << 27;

  /** CDW12, in PRINFO: check the Reference Tag. */
  public static final int PRCHK_REFERENCE_TAG = 1 << 26;

  /** CDW12 of Write Zeroes: Deallocate. */
  public static final int DEAC = 1 << 25;

  /**
   * CDW12 of Zone Append: Protection Information Remap; reference tags begin at the LBA written.
   */
  public static final int PIREMAP = 1 << 25;

  /** CDW12: Storage Tag Check. */
  public static final int STC = 1 << 24;

  /** CDW11 of Dataset Management: Attribute – Deallocate. */
  public static final int DSM_AD = 1 << 2;

  /** CDW11 of Dataset Management: Attribute – Integral Dataset for Write. */
  public static final int DSM_IDW = 1 << 1;

  /** CDW11 of Dataset Management: Attribute – Integral Dataset for Read. */
  public static final int DSM_IDR = 1;

  /** Most ranges in one Dataset Management command. */
  public static final int DSM_MAX_RANGES = 256;

  /** Bytes of one Dataset Management range: Context Attributes, then length, then Starting LBA. */
  public static final int DSM_RANGE_BYTES = 16;

  /** Most logical blocks that one command can name: NLB is zero-based in 16 bits. */
  public static final int MAX_LBA_COUNT = 65536;

  private NvmCommand() {}

  /** CDW12 of the commands on a range of LBAs: Number of Logical Blocks, and any of the flags. */
  public static int cdw12(int nlbZeroBased, int flags) {
    return nlbZeroBased | flags;
  }

  /** CDW12 of the commands that write: Directive Type, 4 bits; combine it with the flags. */
  public static int directiveType(int dtype) {
    return Bits.put("DTYPE", dtype, 20, 4);
  }

  /**
   * CDW13 of Read, Write and Compare.
   *
   * @param dsm Dataset Management hints, 8 bits
   * @param dspec Directive Specific of a write, 16 bits
   */
  public static int cdw13(int dsm, int dspec) {
    return Bits.put("DSM", dsm, 0, 8) | Bits.put("DSPEC", dspec, 16, 16);
  }

  /** CDW15: application tag and the bits of it to check. */
  public static int cdw15(int applicationTag, int applicationTagMask) {
    return Bits.put("LBAT", applicationTag, 0, 16) | Bits.put("LBATM", applicationTagMask, 16, 16);
  }

  /**
   * CDW12 of Copy, without the flags of its writes, which are those of {@link #cdw12}.
   *
   * @param format Descriptor Format of the source ranges
   * @param readFlags PRINFO and Storage Tag Check of its reads, where {@link #cdw12} has them
   */
  public static int copyCdw12(int nrZeroBased, int format, int readFlags) {
    return Bits.put("NR", nrZeroBased, 0, 8)
        | Bits.put("Descriptor Format", format, 8, 4)
        | (readFlags >>> 26 & 0xf) << 12
        | (readFlags & STC) >>> 6;
  }

  /** CDW10 of Dataset Management: Number of Ranges. */
  public static int dsmCdw10(int nrZeroBased) {
    return nrZeroBased;
  }

  /**
   * First 8 bytes, little-endian, of a Dataset Management range; the second 8 bytes are the
   * Starting LBA.
   *
   * @param contextAttributes 0 for none
   * @param lbaCount Length in logical blocks, not zero-based, 0 to 2^32 - 1
   */
  public static long dsmRangeLow(int contextAttributes, long lbaCount) {
    return Integer.toUnsignedLong(contextAttributes) | lbaCount << 32;
  }
}
