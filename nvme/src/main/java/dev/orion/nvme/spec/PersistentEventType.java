package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Persistent Event Types (Base 5.16.1.14.1). */
public enum PersistentEventType implements SpecValue {
  /** SMART / Health Log Snapshot: its data are a {@link SmartLog}. */
  SMART_HEALTH_LOG_SNAPSHOT(0x01, "SMART/Health Log Snapshot Event"),

  /** Firmware Commit. */
  FIRMWARE_COMMIT(0x02, "Firmware Commit Event"),

  /** Timestamp Change. */
  TIMESTAMP_CHANGE(0x03, "Timestamp Change Event"),

  /** Power-on or Reset; a {@link PersistentEvent.Reset} for each controller follows. */
  POWER_ON_OR_RESET(0x04, "Power-on or Reset Event"),

  /** NVM Subsystem Hardware Error. */
  NVM_SUBSYSTEM_HARDWARE_ERROR(0x05, "NVM Subsystem Hardware Error Event"),

  /** Change Namespace. */
  CHANGE_NAMESPACE(0x06, "Change Namespace Event"),

  /** Format NVM Start. */
  FORMAT_NVM_START(0x07, "Format NVM Start Event"),

  /** Format NVM Completion. */
  FORMAT_NVM_COMPLETION(0x08, "Format NVM Completion Event"),

  /** Sanitize Start. */
  SANITIZE_START(0x09, "Sanitize Start Event"),

  /** Sanitize Completion. */
  SANITIZE_COMPLETION(0x0a, "Sanitize Completion Event"),

  /** Set Feature; bits 2:0 of {@code layout} are the dwords of the command that follow it. */
  SET_FEATURE(0x0b, "Set Feature Event"),

  /** Telemetry Log Create. */
  TELEMETRY_LOG_CREATE(0x0c, "Telemetry Log Create Event"),

  /** Thermal Excursion. */
  THERMAL_EXCURSION(0x0d, "Thermal Excursion Event");

  private final int code;
  private final String specName;

  PersistentEventType(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<PersistentEventType> of(int code) {
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

  /** As nvme-cli shows it. */
  String title() {
    return "%s(0x%x)".formatted(specName, code);
  }
}
