package dev.orion.nvme.spec;

/**
 * The Admin Queue Attributes register (AQA, Base 3.1.3.8). Sizes are entries, zero-based, at most
 * 4095.
 */
public final class Aqa {
  /** The most entries that an admin queue can have. */
  public static final int MAX_ENTRIES = 4096;

  private Aqa() {}

  /** The register for these admin queue sizes. */
  public static int of(int asqsZeroBased, int acqsZeroBased) {
    return Bits.put("AQA.ASQS", asqsZeroBased, 0, 12) | Bits.put("AQA.ACQS", acqsZeroBased, 16, 12);
  }

  /** Admin Submission Queue Size. */
  public static int asqsZeroBased(int aqa) {
    return Bits.get(aqa, 0, 12);
  }

  /** Admin Completion Queue Size. */
  public static int acqsZeroBased(int aqa) {
    return Bits.get(aqa, 16, 12);
  }
}
