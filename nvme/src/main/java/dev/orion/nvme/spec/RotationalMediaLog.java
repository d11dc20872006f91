package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;

/**
 * The Rotational Media Information log page, 512 bytes (log page 16h; Base 5.16.1.22). Keys are
 * those of later versions of nvme-cli; 2.3 does not have it.
 */
public final class RotationalMediaLog extends Structure {
  static final Layout LAYOUT =
      new Layout(
          "Rotational Media Information log",
          512,
          6,
          decimal("endgid", 0, 2),
          decimal("numa", 2, 2),
          decimal("nrs", 4, 2),
          decimal("spinc", 8, 4),
          decimal("fspinc", 12, 4),
          decimal("ldc", 16, 4),
          decimal("fldc", 20, 4));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public RotationalMediaLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** Number of Actuators. */
  public int actuators() {
    return intOf("numa");
  }

  /** Nominal Rotational Speed in revolutions a minute; 0 if not reported. */
  public int nominalSpeedRpm() {
    return intOf("nrs");
  }

  /** Spinup Count. */
  public long spinups() {
    return unsigned("spinc");
  }

  /** Failed Spinup Count. */
  public long failedSpinups() {
    return unsigned("fspinc");
  }
}
