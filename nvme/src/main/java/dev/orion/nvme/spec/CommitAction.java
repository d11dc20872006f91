package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** What a Firmware Commit command does (Base 5.12, CA). */
public enum CommitAction {
  /** The downloaded image goes to the slot, and is not activated. */
  STORE(0, "store"),

  /** The downloaded image goes to the slot, and is activated by the next reset. */
  STORE_AND_ACTIVATE_AT_RESET(1, "store, and activate at the next reset"),

  /** The slot's image is activated by the next reset. */
  ACTIVATE_AT_RESET(2, "activate at the next reset"),

  /** The downloaded image goes to the slot, or the slot's is taken, and is activated at once. */
  ACTIVATE_NOW(3, "activate now"),

  /** The downloaded image goes to the boot partition. */
  STORE_BOOT_PARTITION(6, "store in the boot partition"),

  /** The boot partition is the one to boot from. */
  ACTIVATE_BOOT_PARTITION(7, "boot from the boot partition");

  private final int code;
  private final String text;

  CommitAction(int code, String text) {
    this.code = code;
    this.text = text;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<CommitAction> of(int code) {
    return Arrays.stream(values()).filter(value -> value.code == code).findFirst();
  }

  /** The value on the wire. */
  public int code() {
    return code;
  }

  /** In words. */
  public String text() {
    return text;
  }
}
