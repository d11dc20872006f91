package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/**
 * Opcodes of the NVM Command Set (NVM 3), with the I/O commands that all command sets share (Base
 * 7).
 */
public enum NvmOpcode implements SpecValue {
  /** Flush. */
  FLUSH(0x00, "Flush"),

  /** Write. */
  WRITE(0x01, "Write"),

  /** Read. */
  READ(0x02, "Read"),

  /** Write Uncorrectable. */
  WRITE_UNCORRECTABLE(0x04, "Write Uncorrectable"),

  /** Compare. */
  COMPARE(0x05, "Compare"),

  /** Write Zeroes. */
  WRITE_ZEROES(0x08, "Write Zeroes"),

  /** Dataset Management. */
  DATASET_MANAGEMENT(0x09, "Dataset Management"),

  /** Verify. */
  VERIFY(0x0c, "Verify"),

  /** Reservation Register. */
  RESERVATION_REGISTER(0x0d, "Reservation Register"),

  /** Reservation Report. */
  RESERVATION_REPORT(0x0e, "Reservation Report"),

  /** Reservation Acquire. */
  RESERVATION_ACQUIRE(0x11, "Reservation Acquire"),

  /** I/O Management Receive. */
  IO_MANAGEMENT_RECEIVE(0x12, "I/O Management Receive"),

  /** Reservation Release. */
  RESERVATION_RELEASE(0x15, "Reservation Release"),

  /** Copy. */
  COPY(0x19, "Copy"),

  /** I/O Management Send. */
  IO_MANAGEMENT_SEND(0x1d, "I/O Management Send");

  private final int code;
  private final String specName;

  NvmOpcode(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<NvmOpcode> of(int code) {
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
