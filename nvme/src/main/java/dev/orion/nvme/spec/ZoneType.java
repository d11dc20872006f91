package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Zone Type of a zone descriptor (ZNS 3.4.2, Zone Descriptor). */
public enum ZoneType implements SpecValue {
  /** Sequential Write Required. */
  SEQUENTIAL_WRITE_REQUIRED(0x02, "Sequential Write Required");

  private final int code;
  private final String specName;

  ZoneType(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<ZoneType> of(int code) {
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
