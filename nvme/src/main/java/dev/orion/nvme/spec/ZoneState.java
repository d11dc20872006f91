package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/**
 * Zone State of a zone descriptor (ZNS 3.4.2, Zone Descriptor; ZNS 2.1.1.2 for the state machine).
 */
public enum ZoneState implements SpecValue {
  /** Empty. */
  EMPTY(0x01, "Empty"),

  /** Implicitly Opened. */
  IMPLICITLY_OPENED(0x02, "Implicitly Opened"),

  /** Explicitly Opened. */
  EXPLICITLY_OPENED(0x03, "Explicitly Opened"),

  /** Closed. */
  CLOSED(0x04, "Closed"),

  /** Read Only. */
  READ_ONLY(0x0d, "Read Only"),

  /** Full. */
  FULL(0x0e, "Full"),

  /** Offline. */
  OFFLINE(0x0f, "Offline");

  private final int code;
  private final String specName;

  ZoneState(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<ZoneState> of(int code) {
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
