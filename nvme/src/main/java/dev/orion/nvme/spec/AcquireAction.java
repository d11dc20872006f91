package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Actions of Reservation Acquire (Base 7.2). */
public enum AcquireAction implements SpecValue {
  /** Takes the reservation, if nobody has it. */
  ACQUIRE(0, "Acquire"),

  /** Takes it from another host, and unregisters that. */
  PREEMPT(1, "Preempt"),

  /** The same, and aborts that host's commands. */
  PREEMPT_AND_ABORT(2, "Preempt and Abort");

  private final int code;
  private final String specName;

  AcquireAction(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<AcquireAction> of(int code) {
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
