package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** What a Virtualization Management command does (Base 5.28, ACT). */
public enum VirtualizationAction {
  /** Sets how many flexible resources the primary controller has after the next reset. */
  PRIMARY_FLEXIBLE(0x1),

  /** Takes a secondary controller offline. */
  SECONDARY_OFFLINE(0x7),

  /** Assigns resources to a secondary controller, which must be offline. */
  SECONDARY_ASSIGN(0x8),

  /** Brings a secondary controller online. */
  SECONDARY_ONLINE(0x9);

  private final int code;

  VirtualizationAction(int code) {
    this.code = code;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<VirtualizationAction> of(int code) {
    return Arrays.stream(values()).filter(value -> value.code == code).findFirst();
  }

  /** The value on the wire. */
  public int code() {
    return code;
  }
}
