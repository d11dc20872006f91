package dev.orion.nvme.spec;

/**
 * Fields of the Controller Ready Timeouts register (CRTO, Base 3.1.3.21); valid if CAP.CRMS is not
 * 0.
 */
public final class Crto {
  private Crto() {}

  /** Controller Ready With Media Timeout, in units of 500 ms. */
  public static int crwmt500ms(int crto) {
    return Bits.get(crto, 0, 16);
  }

  /** Controller Ready Independent of Media Timeout, in units of 500 ms. */
  public static int crimt500ms(int crto) {
    return Bits.get(crto, 16, 16);
  }
}
