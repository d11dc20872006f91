package dev.orion.nvme.spec;

/**
 * A value of the feature Interrupt Coalescing (Base 5.27.1.6).
 *
 * @param thresholdZeroBased completions that an interrupt should wait for, zero-based
 * @param time100us how long it should wait at the most, in units of 100 us; 0 for not at all
 */
public record InterruptCoalescing(int thresholdZeroBased, int time100us) {

  /** Throws {@link IllegalArgumentException} if a value does not fit its field. */
  public InterruptCoalescing {
    Bits.put("THR", thresholdZeroBased, 0, 8);
    Bits.put("TIME", time100us, 8, 8);
  }

  /** Reads it of a completion's Dword 0. */
  public static InterruptCoalescing of(int dword0) {
    return new InterruptCoalescing(Bits.get(dword0, 0, 8), Bits.get(dword0, 8, 8));
  }

  /** Command Dword 11. */
  public int cdw11() {
    return thresholdZeroBased | time100us << 8;
  }
}
