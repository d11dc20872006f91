package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Actions of Reservation Register (Base 7.3). */
public enum RegisterAction implements SpecValue {
  /** Registers a key. */
  REGISTER(0, "Register Reservation Key"),

  /** Unregisters the key. */
  UNREGISTER(1, "Unregister Reservation Key"),

  /** Replaces the key. */
  REPLACE(2, "Replace Reservation Key");

  private final int code;
  private final String specName;

  RegisterAction(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<RegisterAction> of(int code) {
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
