package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Values of the feature Namespace Write Protection Config (Base 5.27.1.34). */
public enum WriteProtection {
  /** It can be written. */
  NONE(0),

  /** It cannot be written until that is taken back. */
  PROTECTED(1),

  /** It cannot be written until the next power cycle. */
  UNTIL_POWER_CYCLE(2),

  /** It can never be written again. */
  PERMANENT(3);

  private final int code;

  WriteProtection(int code) {
    this.code = code;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<WriteProtection> of(int code) {
    return Arrays.stream(values()).filter(value -> value.code == code).findFirst();
  }

  /** The value on the wire. */
  public int code() {
    return code;
  }
}
