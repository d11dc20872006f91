package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Opcodes that the Zoned Namespace Command Set adds to those of {@link NvmOpcode} (ZNS 3.4). */
public enum ZonedOpcode implements SpecValue {
  /** Zone Management Send. */
  ZONE_MANAGEMENT_SEND(0x79, "Zone Management Send"),

  /** Zone Management Receive. */
  ZONE_MANAGEMENT_RECEIVE(0x7a, "Zone Management Receive"),

  /** Zone Append. */
  ZONE_APPEND(0x7d, "Zone Append");

  private final int code;
  private final String specName;

  ZonedOpcode(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<ZonedOpcode> of(int code) {
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
