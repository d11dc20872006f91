package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Actions of Reservation Release (Base 7.4). */
public enum ReleaseAction implements SpecValue {
  /** Gives the reservation back. */
  RELEASE(0, "Release"),

  /** Releases the reservation and unregisters every host. */
  CLEAR(1, "Clear");

  private final int code;
  private final String specName;

  ReleaseAction(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<ReleaseAction> of(int code) {
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
