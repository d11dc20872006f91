package dev.orion.nvme.spec;

/** Fields of the Persistent Memory Region Status register (PMRSTS, Base 3.1.3.24). */
public final class Pmrsts {
  private Pmrsts() {}

  /** Error; 0 if the region works. */
  public static int err(int pmrsts) {
    return Bits.get(pmrsts, 0, 8);
  }

  /** Not Ready. */
  public static boolean nrdy(int pmrsts) {
    return Bits.isSet(pmrsts, 8);
  }

  /** Health Status: 0 normal, 1 restore error, 2 read only, 3 unreliable. */
  public static int hsts(int pmrsts) {
    return Bits.get(pmrsts, 9, 3);
  }

  /** Controller Base Address Invalid. */
  public static boolean cbai(int pmrsts) {
    return Bits.isSet(pmrsts, 12);
  }
}
