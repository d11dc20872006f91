package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;

/**
 * The Identify Controller data structure of the Zoned Namespace Command Set, 4096 bytes (CNS 06h,
 * CSI 02h; ZNS 4.1.5.2).
 */
public final class IdentifyControllerZoned extends Structure {
  static final Layout LAYOUT =
      new Layout("Zoned Identify Controller", 4096, 8, decimal("zasl", 0, 1));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public IdentifyControllerZoned(MemorySegment page) {
    super(LAYOUT, page);
  }

  /**
   * Zone Append Size Limit as a power of two of the minimum memory page size; 0 for the limit that
   * MDTS sets.
   */
  public int zasl() {
    return intOf("zasl");
  }

  /**
   * {@link #zasl} in bytes, {@code Long.MAX_VALUE} if MDTS is the only limit; {@code mpsmin} is
   * CAP.MPSMIN.
   */
  public long zaslBytes(int mpsmin) {
    return IdentifyController.transferLimitBytes(zasl(), mpsmin);
  }
}
