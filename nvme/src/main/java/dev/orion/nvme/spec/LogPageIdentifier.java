package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Log Page Identifiers (Base 5.16.1; TP4146 for 20h to 23h; ZNS 4.1.4 for the last). */
public enum LogPageIdentifier implements SpecValue {
  /** Supported Log Pages. */
  SUPPORTED_LOG_PAGES(0x00, "Supported Log Pages"),

  /** Error Information. */
  ERROR_INFORMATION(0x01, "Error Information"),

  /** SMART / Health Information. */
  SMART_HEALTH_INFORMATION(0x02, "SMART / Health Information"),

  /** Firmware Slot Information. */
  FIRMWARE_SLOT_INFORMATION(0x03, "Firmware Slot Information"),

  /** Changed Namespace List. */
  CHANGED_NAMESPACE_LIST(0x04, "Changed Namespace List"),

  /** Commands Supported and Effects. */
  COMMANDS_SUPPORTED_AND_EFFECTS(0x05, "Commands Supported and Effects"),

  /** Device Self-test. */
  DEVICE_SELF_TEST(0x06, "Device Self-test"),

  /** Telemetry Host-Initiated. */
  TELEMETRY_HOST_INITIATED(0x07, "Telemetry Host-Initiated"),

  /** Telemetry Controller-Initiated. */
  TELEMETRY_CONTROLLER_INITIATED(0x08, "Telemetry Controller-Initiated"),

  /** Endurance Group Information. */
  ENDURANCE_GROUP_INFORMATION(0x09, "Endurance Group Information"),

  /** Predictable Latency Per NVM Set. */
  PREDICTABLE_LATENCY_PER_NVM_SET(0x0a, "Predictable Latency Per NVM Set"),

  /** Predictable Latency Event Aggregate. */
  PREDICTABLE_LATENCY_EVENT_AGGREGATE(0x0b, "Predictable Latency Event Aggregate"),

  /** Asymmetric Namespace Access. */
  ASYMMETRIC_NAMESPACE_ACCESS(0x0c, "Asymmetric Namespace Access"),

  /** Persistent Event Log. */
  PERSISTENT_EVENT_LOG(0x0d, "Persistent Event Log"),

  /** LBA Status Information. */
  LBA_STATUS_INFORMATION(0x0e, "LBA Status Information"),

  /** Endurance Group Event Aggregate. */
  ENDURANCE_GROUP_EVENT_AGGREGATE(0x0f, "Endurance Group Event Aggregate"),

  /** Media Unit Status. */
  MEDIA_UNIT_STATUS(0x10, "Media Unit Status"),

  /** Supported Capacity Configuration List. */
  SUPPORTED_CAPACITY_CONFIGURATION_LIST(0x11, "Supported Capacity Configuration List"),

  /** Feature Identifiers Supported and Effects. */
  FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS(0x12, "Feature Identifiers Supported and Effects"),

  /** NVMe-MI Commands Supported and Effects. */
  NVME_MI_COMMANDS_SUPPORTED_AND_EFFECTS(0x13, "NVMe-MI Commands Supported and Effects"),

  /** Command and Feature Lockdown. */
  COMMAND_AND_FEATURE_LOCKDOWN(0x14, "Command and Feature Lockdown"),

  /** Boot Partition. */
  BOOT_PARTITION(0x15, "Boot Partition"),

  /** Rotational Media Information. */
  ROTATIONAL_MEDIA_INFORMATION(0x16, "Rotational Media Information"),

  /** FDP Configurations. */
  FDP_CONFIGURATIONS(0x20, "FDP Configurations"),

  /** Reclaim Unit Handle Usage. */
  RECLAIM_UNIT_HANDLE_USAGE(0x21, "Reclaim Unit Handle Usage"),

  /** FDP Statistics. */
  FDP_STATISTICS(0x22, "FDP Statistics"),

  /** FDP Events. */
  FDP_EVENTS(0x23, "FDP Events"),

  /** Discovery. */
  DISCOVERY(0x70, "Discovery"),

  /** Reservation Notification. */
  RESERVATION_NOTIFICATION(0x80, "Reservation Notification"),

  /** Sanitize Status. */
  SANITIZE_STATUS(0x81, "Sanitize Status"),

  /** Changed Zone List. */
  CHANGED_ZONE_LIST(0xbf, "Changed Zone List");

  private final int code;
  private final String specName;

  LogPageIdentifier(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<LogPageIdentifier> of(int code) {
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
