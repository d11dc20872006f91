package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;

/**
 * The I/O Command Set specific Identify Controller data structure of the NVM Command Set, 4096
 * bytes (CNS 06h, CSI 00h; NVM 4.1.5.4).
 */
public final class IdentifyControllerNvm extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "NVM Identify Controller",
          4096,
          7,
          decimal("vsl", 0, 1),
          decimal("wzsl", 1, 1),
          decimal("wusl", 2, 1),
          decimal("dmrl", 3, 1),
          decimal("dmrsl", 4, 4),
          decimal("dmsl", 8, 8));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public IdentifyControllerNvm(MemorySegment page) {
    super(LAYOUT, page);
  }

  /**
   * Verify Size Limit in bytes, {@code Long.MAX_VALUE} for no limit; {@code mpsmin} is CAP.MPSMIN.
   */
  public long vslBytes(int mpsmin) {
    return IdentifyController.transferLimitBytes(intOf("vsl"), mpsmin);
  }

  /**
   * Write Zeroes Size Limit in bytes, {@code Long.MAX_VALUE} for no limit; {@code mpsmin} is
   * CAP.MPSMIN.
   */
  public long wzslBytes(int mpsmin) {
    return IdentifyController.transferLimitBytes(intOf("wzsl"), mpsmin);
  }

  /**
   * Write Uncorrectable Size Limit in bytes, {@code Long.MAX_VALUE} for no limit; {@code mpsmin} is
   * CAP.MPSMIN.
   */
  public long wuslBytes(int mpsmin) {
    return IdentifyController.transferLimitBytes(intOf("wusl"), mpsmin);
  }

  /** Dataset Management Ranges Limit; 0 for no limit. */
  public int dmrl() {
    return intOf("dmrl");
  }

  /** Dataset Management Range Size Limit in logical blocks; 0 for no limit. */
  public long dmrsl() {
    return unsigned("dmrsl");
  }

  /** Dataset Management Size Limit in logical blocks over all ranges, unsigned; 0 for no limit. */
  public long dmsl() {
    return unsigned("dmsl");
  }
}
