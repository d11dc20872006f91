package dev.orion.nvme.spec;

/** Command Dwords of the reservation commands (Base 7.2 to 7.6). */
public final class ReservationCommand {
  private ReservationCommand() {}

  /**
   * Reservation Register, CDW10.
   *
   * @param iekey Ignore Existing Key
   * @param cptpl Change Persist Through Power Loss State: 0 no change, 2 released, 3 kept
   */
  public static int registerCdw10(RegisterAction action, boolean iekey, int cptpl) {
    return action.code() | Bits.bit(iekey, 3) | Bits.put("CPTPL", cptpl, 30, 2);
  }

  /** Reservation Acquire, CDW10; {@code iekey} is Ignore Existing Key. */
  public static int acquireCdw10(AcquireAction action, boolean iekey, ReservationType type) {
    return action.code() | Bits.bit(iekey, 3) | type.code() << 8;
  }

  /**
   * Reservation Release, CDW10.
   *
   * @param iekey Ignore Existing Key
   * @param rtype code of the {@link ReservationType} that is released, 0 to clear
   */
  public static int releaseCdw10(ReleaseAction action, boolean iekey, int rtype) {
    return action.code() | Bits.bit(iekey, 3) | Bits.put("RTYPE", rtype, 8, 8);
  }

  /** Reservation Report, CDW11; {@code eds} asks for the extended data structure. */
  public static int reportCdw11(boolean eds) {
    return Bits.bit(eds, 0);
  }
}
