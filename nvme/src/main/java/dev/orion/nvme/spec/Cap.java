package dev.orion.nvme.spec;

/** Fields of the Controller Capabilities register's 64 bits (CAP, Base 3.1.3.1). */
public final class Cap {
  /** Bit of {@link #css}: the NVM Command Set. */
  public static final int CSS_NVM = 1;

  /** Bit of {@link #css}: one or more I/O Command Sets, to be asked for with Identify CNS 1Ch. */
  public static final int CSS_IO_COMMAND_SETS = 1 << 6;

  /** Bit of {@link #css}: no I/O Command Set. */
  public static final int CSS_ADMIN_ONLY = 1 << 7;

  private Cap() {}

  /** Whether the read returned all ones, as reads of a function that has gone away do. */
  public static boolean isGone(long cap) {
    return cap == -1L;
  }

  /** Maximum Queue Entries Supported for an I/O queue, zero-based. */
  public static int mqesZeroBased(long cap) {
    return Bits.get(cap, 0, 16);
  }

  /** Contiguous Queues Required. */
  public static boolean cqr(long cap) {
    return Bits.isSet(cap, 16);
  }

  /**
   * Arbitration Mechanism Supported besides round robin: bit 0 weighted round robin, bit 1 vendor
   * specific.
   */
  public static int ams(long cap) {
    return Bits.get(cap, 17, 2);
  }

  /** Timeout (TO): how long CSTS.RDY may take to follow CC.EN, in units of 500 ms. */
  public static int to500ms(long cap) {
    return Bits.get(cap, 24, 8);
  }

  /** Doorbell Stride: doorbells are {@code 4 << dstrd} bytes apart. */
  public static int dstrd(long cap) {
    return Bits.get(cap, 32, 4);
  }

  /** NVM Subsystem Reset Supported. */
  public static boolean nssrs(long cap) {
    return Bits.isSet(cap, 36);
  }

  /** Command Sets Supported, a bit set. */
  public static int css(long cap) {
    return Bits.get(cap, 37, 8);
  }

  /** Boot Partition Support. */
  public static boolean bps(long cap) {
    return Bits.isSet(cap, 45);
  }

  /** Controller Power Scope. */
  public static int cps(long cap) {
    return Bits.get(cap, 46, 2);
  }

  /**
   * Memory Page Size Minimum as a power of two above 4 KiB: the page is {@code 1 << (12 + mpsmin)}
   * bytes.
   */
  public static int mpsmin(long cap) {
    return Bits.get(cap, 48, 4);
  }

  /**
   * Memory Page Size Maximum as a power of two above 4 KiB: the page is {@code 1 << (12 + mpsmax)}
   * bytes.
   */
  public static int mpsmax(long cap) {
    return Bits.get(cap, 52, 4);
  }

  /** Persistent Memory Region Supported. */
  public static boolean pmrs(long cap) {
    return Bits.isSet(cap, 56);
  }

  /** Controller Memory Buffer Supported: CMBLOC and CMBSZ exist, once CMBMSC.CRE is set. */
  public static boolean cmbs(long cap) {
    return Bits.isSet(cap, 57);
  }

  /** NVM Subsystem Shutdown Supported. */
  public static boolean nsss(long cap) {
    return Bits.isSet(cap, 58);
  }

  /**
   * Controller Ready Modes Supported: bit 0 with media, bit 1 independent of media; 0 before NVMe
   * 2.0.
   */
  public static int crms(long cap) {
    return Bits.get(cap, 59, 2);
  }
}
