package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Command Set Identifiers (Base 5.17.2.21, I/O Command Set data structure). */
public enum Csi implements SpecValue {
  /** NVM Command Set. */
  NVM(0x00, "NVM Command Set"),

  /** Key Value Command Set. */
  KEY_VALUE(0x01, "Key Value Command Set"),

  /** Zoned Namespace Command Set. */
  ZONED(0x02, "Zoned Namespace Command Set");

  private final int code;
  private final String specName;

  Csi(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<Csi> of(int code) {
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
