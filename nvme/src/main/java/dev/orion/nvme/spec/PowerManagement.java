package dev.orion.nvme.spec;

/**
 * A value of the feature Power Management (Base 5.27.1.2).
 *
 * @param powerState an index of {@link IdentifyController#powerStates}, 0 to 31
 * @param workloadHint 0 none, 1 idle with bursts of random writes, 2 heavy sequential writes
 */
public record PowerManagement(int powerState, int workloadHint) {

  /** Throws {@link IllegalArgumentException} if a value does not fit its field. */
  public PowerManagement {
    Bits.put("PS", powerState, 0, 5);
    Bits.put("WH", workloadHint, 5, 3);
  }

  /** Reads it of a completion's Dword 0. */
  public static PowerManagement of(int dword0) {
    return new PowerManagement(Bits.get(dword0, 0, 5), Bits.get(dword0, 5, 3));
  }

  /** Command Dword 11. */
  public int cdw11() {
    return powerState | workloadHint << 5;
  }
}
