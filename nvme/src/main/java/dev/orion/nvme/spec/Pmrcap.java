package dev.orion.nvme.spec;

/** Fields of the Persistent Memory Region Capabilities register (PMRCAP, Base 3.1.3.22). */
public final class Pmrcap {
  private Pmrcap() {}

  /** Read Data Support. */
  public static boolean rds(int pmrcap) {
    return Bits.isSet(pmrcap, 3);
  }

  /** Write Data Support. */
  public static boolean wds(int pmrcap) {
    return Bits.isSet(pmrcap, 4);
  }

  /** Base Indicator Register: the BAR that is the region. */
  public static int bir(int pmrcap) {
    return Bits.get(pmrcap, 5, 3);
  }

  /** Time Units of {@link #pmrto}: 0 for 500 ms, 1 for minutes. */
  public static int pmrtu(int pmrcap) {
    return Bits.get(pmrcap, 8, 2);
  }

  /** Write Barrier Mechanisms: bit 0, a read of any address; bit 1, a read of PMRSTS. */
  public static int pmrwbm(int pmrcap) {
    return Bits.get(pmrcap, 10, 4);
  }

  /** Timeout for the region to become ready or not ready, in {@link #pmrtu} units. */
  public static int pmrto(int pmrcap) {
    return Bits.get(pmrcap, 16, 8);
  }

  /** Controller Memory Space Supported. */
  public static boolean cmss(int pmrcap) {
    return Bits.isSet(pmrcap, 24);
  }
}
