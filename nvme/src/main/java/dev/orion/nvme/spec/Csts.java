package dev.orion.nvme.spec;

/**
 * Fields of the Controller Status register (CSTS, Base 3.1.3.6). Check {@link #isGone} before any
 * other.
 */
public final class Csts {
  /** {@link #shst}: normal operation, no shutdown asked for. */
  public static final int SHST_NORMAL = 0b00;

  /** {@link #shst}: shutdown in progress. */
  public static final int SHST_OCCURRING = 0b01;

  /** {@link #shst}: shutdown complete; power may be removed. */
  public static final int SHST_COMPLETE = 0b10;

  private Csts() {}

  /** Whether the read returned all ones, as reads of a function that has gone away do. */
  public static boolean isGone(int csts) {
    return csts == -1;
  }

  /** Ready. */
  public static boolean rdy(int csts) {
    return Bits.isSet(csts, 0);
  }

  /** Controller Fatal Status. */
  public static boolean cfs(int csts) {
    return Bits.isSet(csts, 1);
  }

  /** Shutdown Status. */
  public static int shst(int csts) {
    return Bits.get(csts, 2, 2);
  }

  /** NVM Subsystem Reset Occurred. */
  public static boolean nssro(int csts) {
    return Bits.isSet(csts, 4);
  }

  /** Processing Paused. */
  public static boolean pp(int csts) {
    return Bits.isSet(csts, 5);
  }

  /** Shutdown Type: whether {@link #shst} reports an NVM Subsystem Shutdown. */
  public static boolean st(int csts) {
    return Bits.isSet(csts, 6);
  }
}
