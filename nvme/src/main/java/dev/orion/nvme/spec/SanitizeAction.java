package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** What a Sanitize command does (Base 5.24, SANACT). */
public enum SanitizeAction {
  /** Leaves the state after a sanitize that failed. */
  EXIT_FAILURE_MODE(1, "Exit Failure Mode"),

  /** Erases blocks in a way that is special to the media. */
  BLOCK_ERASE(2, "Block Erase"),

  /** Writes a pattern to all of the media. */
  OVERWRITE(3, "Overwrite"),

  /** Changes the keys that the media are encrypted with. */
  CRYPTO_ERASE(4, "Crypto Erase");

  private final int code;
  private final String specName;

  SanitizeAction(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<SanitizeAction> of(int code) {
    return Arrays.stream(values()).filter(value -> value.code == code).findFirst();
  }

  /** The value on the wire. */
  public int code() {
    return code;
  }

  /** The specification's name. */
  public String specName() {
    return specName;
  }
}
