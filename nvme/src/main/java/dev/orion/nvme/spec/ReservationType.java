package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Reservation Types (Base 8.19): who may read and write. */
public enum ReservationType implements SpecValue {
  /** Only the holder writes. */
  WRITE_EXCLUSIVE(1, "Write Exclusive"),

  /** Only the holder reads and writes. */
  EXCLUSIVE_ACCESS(2, "Exclusive Access"),

  /** Only registrants write. */
  WRITE_EXCLUSIVE_REGISTRANTS_ONLY(3, "Write Exclusive - Registrants Only"),

  /** Only registrants read and write. */
  EXCLUSIVE_ACCESS_REGISTRANTS_ONLY(4, "Exclusive Access - Registrants Only"),

  /** Only registrants write, and each is a holder. */
  WRITE_EXCLUSIVE_ALL_REGISTRANTS(5, "Write Exclusive - All Registrants"),

  /** Only registrants read and write, and each is a holder. */
  EXCLUSIVE_ACCESS_ALL_REGISTRANTS(6, "Exclusive Access - All Registrants");

  private final int code;
  private final String specName;

  ReservationType(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<ReservationType> of(int code) {
    return Arrays.stream(values()).filter(value -> value.code == code).findFirst();
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public String specName() {
    return specName;
  }
}
