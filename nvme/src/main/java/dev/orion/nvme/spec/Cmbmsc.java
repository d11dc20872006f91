package dev.orion.nvme.spec;

/** The Controller Memory Buffer Memory Space Control register (CMBMSC, Base 3.1.3.16). */
public final class Cmbmsc {
  /** Capabilities Registers Enabled: to be set before CMBLOC and CMBSZ read as anything but 0. */
  public static final long CRE = 1;

  /**
   * Controller Memory Space Enable: the controller decodes addresses from the CBA as its own
   * buffer.
   */
  public static final long CMSE = 1 << 1;

  private Cmbmsc() {}

  /**
   * The register with both bits set.
   *
   * @param baseAddress the Controller Base Address (CBA): where the device sees the buffer; a
   *     multiple of 4096
   */
  public static long enabledAt(long baseAddress) {
    if ((baseAddress & 0xfff) != 0) {
      throw new IllegalArgumentException(
          "CMBMSC.CBA is 0x" + Long.toHexString(baseAddress) + ", must be a multiple of 4096");
    }
    return baseAddress | CMSE | CRE;
  }
}
