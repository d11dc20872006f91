package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Opcodes of the Key Value Command Set (KV 3), without those that all command sets share. */
public enum KeyValueOpcode implements SpecValue {
  /** Store. */
  STORE(0x01, "Store"),

  /** Retrieve. */
  RETRIEVE(0x02, "Retrieve"),

  /** List. */
  LIST(0x06, "List"),

  /** Delete. */
  DELETE(0x10, "Delete"),

  /** Exist. */
  EXIST(0x14, "Exist");

  private final int code;
  private final String specName;

  KeyValueOpcode(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<KeyValueOpcode> of(int code) {
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
