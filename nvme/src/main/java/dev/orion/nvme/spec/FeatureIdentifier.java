package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Feature Identifiers (Base 5.27.1; NVM 4.1.3). */
public enum FeatureIdentifier implements SpecValue {
  /** Arbitration. */
  ARBITRATION(0x01, "Arbitration"),

  /** Power Management. */
  POWER_MANAGEMENT(0x02, "Power Management"),

  /** LBA Range Type. */
  LBA_RANGE_TYPE(0x03, "LBA Range Type"),

  /** Temperature Threshold. */
  TEMPERATURE_THRESHOLD(0x04, "Temperature Threshold"),

  /** Error Recovery. */
  ERROR_RECOVERY(0x05, "Error Recovery"),

  /** Volatile Write Cache. */
  VOLATILE_WRITE_CACHE(0x06, "Volatile Write Cache"),

  /** Number of Queues. */
  NUMBER_OF_QUEUES(0x07, "Number of Queues"),

  /** Interrupt Coalescing. */
  INTERRUPT_COALESCING(0x08, "Interrupt Coalescing"),

  /** Interrupt Vector Configuration. */
  INTERRUPT_VECTOR_CONFIGURATION(0x09, "Interrupt Vector Configuration"),

  /** Write Atomicity Normal. */
  WRITE_ATOMICITY_NORMAL(0x0a, "Write Atomicity Normal"),

  /** Asynchronous Event Configuration. */
  ASYNCHRONOUS_EVENT_CONFIGURATION(0x0b, "Asynchronous Event Configuration"),

  /** Autonomous Power State Transition. */
  AUTONOMOUS_POWER_STATE_TRANSITION(0x0c, "Autonomous Power State Transition"),

  /** Host Memory Buffer. */
  HOST_MEMORY_BUFFER(0x0d, "Host Memory Buffer"),

  /** Timestamp. */
  TIMESTAMP(0x0e, "Timestamp"),

  /** Keep Alive Timer. */
  KEEP_ALIVE_TIMER(0x0f, "Keep Alive Timer"),

  /** Host Controlled Thermal Management. */
  HOST_CONTROLLED_THERMAL_MANAGEMENT(0x10, "Host Controlled Thermal Management"),

  /** Non-Operational Power State Config. */
  NON_OPERATIONAL_POWER_STATE_CONFIG(0x11, "Non-Operational Power State Config"),

  /** Read Recovery Level Config. */
  READ_RECOVERY_LEVEL_CONFIG(0x12, "Read Recovery Level Config"),

  /** Predictable Latency Mode Config. */
  PREDICTABLE_LATENCY_MODE_CONFIG(0x13, "Predictable Latency Mode Config"),

  /** Predictable Latency Mode Window. */
  PREDICTABLE_LATENCY_MODE_WINDOW(0x14, "Predictable Latency Mode Window"),

  /** LBA Status Information Attributes. */
  LBA_STATUS_INFORMATION_ATTRIBUTES(0x15, "LBA Status Information Attributes"),

  /** Host Behavior Support. */
  HOST_BEHAVIOR_SUPPORT(0x16, "Host Behavior Support"),

  /** Sanitize Config. */
  SANITIZE_CONFIG(0x17, "Sanitize Config"),

  /** Endurance Group Event Configuration. */
  ENDURANCE_GROUP_EVENT_CONFIGURATION(0x18, "Endurance Group Event Configuration"),

  /** I/O Command Set Profile. */
  IO_COMMAND_SET_PROFILE(0x19, "I/O Command Set Profile"),

  /** Spinup Control. */
  SPINUP_CONTROL(0x1a, "Spinup Control"),

  /** Flexible Data Placement; came after NVMe 2.0. */
  FLEXIBLE_DATA_PLACEMENT(0x1d, "Flexible Data Placement"),

  /** Flexible Data Placement Events; came after NVMe 2.0. */
  FLEXIBLE_DATA_PLACEMENT_EVENTS(0x1e, "Flexible Data Placement Events"),

  /** Namespace Admin Label; came after NVMe 2.0. */
  NAMESPACE_ADMIN_LABEL(0x1f, "Namespace Admin Label"),

  /** Enhanced Controller Metadata. */
  ENHANCED_CONTROLLER_METADATA(0x7d, "Enhanced Controller Metadata"),

  /** Controller Metadata. */
  CONTROLLER_METADATA(0x7e, "Controller Metadata"),

  /** Namespace Metadata. */
  NAMESPACE_METADATA(0x7f, "Namespace Metadata"),

  /** Software Progress Marker. */
  SOFTWARE_PROGRESS_MARKER(0x80, "Software Progress Marker"),

  /** Host Identifier. */
  HOST_IDENTIFIER(0x81, "Host Identifier"),

  /** Reservation Notification Mask. */
  RESERVATION_NOTIFICATION_MASK(0x82, "Reservation Notification Mask"),

  /** Reservation Persistence. */
  RESERVATION_PERSISTENCE(0x83, "Reservation Persistence"),

  /** Namespace Write Protection Config. */
  NAMESPACE_WRITE_PROTECTION_CONFIG(0x84, "Namespace Write Protection Config");

  private final int code;
  private final String specName;

  FeatureIdentifier(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<FeatureIdentifier> of(int code) {
    return Arrays.stream(values()).filter(value -> value.code == code).findFirst();
  }

  /**
   * Bytes of data that Get Features returns, 0 where the value is in Dword 0 of the completion.
   *
   * @param cdw11 Command Dword 11 of the command: Host Identifier is 16 bytes long with EXHID (bit
   *     0), and FDP Events have as many entries as NOET (bits 23:16)
   */
  public int dataBytes(int cdw11) {
    return switch (this) {
      case AUTONOMOUS_POWER_STATE_TRANSITION, NAMESPACE_ADMIN_LABEL -> 256;
      case TIMESTAMP -> 8;
      case HOST_IDENTIFIER -> (cdw11 & 1) == 0 ? 8 : 16;
      case PREDICTABLE_LATENCY_MODE_CONFIG, HOST_BEHAVIOR_SUPPORT -> 512;
      case LBA_RANGE_TYPE,
          HOST_MEMORY_BUFFER,
          ENHANCED_CONTROLLER_METADATA,
          CONTROLLER_METADATA,
          NAMESPACE_METADATA ->
          4096;
      case FLEXIBLE_DATA_PLACEMENT_EVENTS -> 2 * Bits.get(cdw11, 16, 8);
      default -> 0;
    };
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
