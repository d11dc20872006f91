package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import org.jspecify.annotations.Nullable;

/** How the data of persistent events are laid out (Base 5.16.1.14.1). */
final class PersistentEventLayouts {

  private static final Layout FIRMWARE_COMMIT =
      new Layout(
          "FW Commit Event",
          22,
          0,
          decimal("old_fw_rev", 0, 8).labelled("Old Firmware Revision"),
          decimal("new_fw_rev", 8, 8).labelled("New Firmware Revision"),
          decimal("fw_commit_action", 16, 1).labelled("FW Commit Action"),
          decimal("fw_slot", 17, 1).labelled("FW Slot"),
          decimal("sct_fw", 18, 1).labelled("Status Code Type for Firmware Commit Command"),
          decimal("sc_fw", 19, 1).labelled("Status Returned for Firmware Commit Command"),
          decimal("vu_assign_fw_commit_rc", 20, 2)
              .labelled("Vendor Assigned Firmware Commit Result Code"));

  private static final Layout TIMESTAMP_CHANGE =
      new Layout(
          "Time Stamp Change Event",
          16,
          0,
          decimal("prev_ts", 0, 8).labelled("Previous Timestamp"),
          decimal("ml_secs_since_reset", 8, 8).labelled("Milliseconds Since Reset"));

  private static final Layout POWER_ON_OR_RESET =
      new Layout(
          "Power On Reset Event", 8, 0, decimal("fw_rev", 0, 8).labelled("Firmware Revision"));

  private static final Layout NVM_SUBSYSTEM_HARDWARE_ERROR =
      new Layout(
          "NVM Subsystem Hardware Error Event",
          2,
          0,
          decimal("nss_hw_err_code", 0, 2).labelled("NVM Subsystem Hardware Error Event Code"));

  private static final Layout CHANGE_NAMESPACE =
      new Layout(
          "Change Namespace Event",
          48,
          0,
          decimal("nsmgt_cdw10", 0, 4).labelled("Namespace Management CDW10"),
          decimal("nsze", 8, 8).labelled("Namespace Size"),
          decimal("nscap", 24, 8).labelled("Namespace Capacity"),
          decimal("flbas", 32, 1).labelled("Formatted LBA Size"),
          decimal("dps", 33, 1).labelled("End-to-end Data Protection Type Settings"),
          decimal("nmic", 34, 1)
              .labelled("Namespace Multi-path I/O and Namespace Sharing Capabilities"),
          decimal("ana_grp_id", 36, 4).labelled("ANA Group Identifier"),
          decimal("nvmset_id", 40, 2).labelled("NVM Set Identifier"),
          decimal("nsid", 44, 4).labelled("Namespace ID"));

  private static final Layout FORMAT_NVM_START =
      new Layout(
          "Format NVM Start Event",
          12,
          0,
          decimal("nsid", 0, 4).labelled("Namespace Identifier"),
          decimal("fna", 4, 1).labelled("Format NVM Attributes"),
          decimal("format_nvm_cdw10", 8, 4).labelled("Format NVM CDW10"));

  private static final Layout FORMAT_NVM_COMPLETION =
      new Layout(
          "Format NVM Completion Event",
          12,
          0,
          decimal("nsid", 0, 4).labelled("Namespace Identifier"),
          decimal("smallest_fpi", 4, 1).labelled("Smallest Format Progress Indicator"),
          decimal("format_nvm_status", 5, 1).labelled("Format NVM Status"),
          decimal("compln_info", 6, 2).labelled("Completion Information"),
          decimal("status_field", 8, 4).labelled("Status Field"));

  private static final Layout SANITIZE_START =
      new Layout(
          "Sanitize Start Event",
          12,
          0,
          decimal("SANICAP", 0, 4),
          decimal("sani_cdw10", 4, 4).labelled("Sanitize CDW10"),
          decimal("sani_cdw11", 8, 4).labelled("Sanitize CDW11"));

  private static final Layout SANITIZE_COMPLETION =
      new Layout(
          "Sanitize Completion Event",
          6,
          0,
          decimal("sani_prog", 0, 2).labelled("Sanitize Progress"),
          decimal("sani_status", 2, 2).labelled("Sanitize Status"),
          decimal("cmpln_info", 4, 2).labelled("Completion Information"));

  private static final Layout SET_FEATURE =
      new Layout(
          "Set Feature Event",
          8,
          0,
          decimal("layout", 0, 4).labelled("Set Feature Event Layout"),
          decimal("cdw10", 4, 4).labelled("Set Features CDW10"));

  private static final Layout THERMAL_EXCURSION =
      new Layout(
          "Thermal Excursion Event",
          2,
          0,
          decimal("over_temp", 0, 1).labelled("Over Temperature"),
          decimal("threshold", 1, 1).labelled("Threshold"));

  private PersistentEventLayouts() {}

  /** The layout of a type's data, or null if they have none of their own. */
  static @Nullable Layout of(PersistentEventType type) {
    return switch (type) {
      case SMART_HEALTH_LOG_SNAPSHOT -> SmartLog.LAYOUT;
      case FIRMWARE_COMMIT -> FIRMWARE_COMMIT;
      case TIMESTAMP_CHANGE -> TIMESTAMP_CHANGE;
      case POWER_ON_OR_RESET -> POWER_ON_OR_RESET;
      case NVM_SUBSYSTEM_HARDWARE_ERROR -> NVM_SUBSYSTEM_HARDWARE_ERROR;
      case CHANGE_NAMESPACE -> CHANGE_NAMESPACE;
      case FORMAT_NVM_START -> FORMAT_NVM_START;
      case FORMAT_NVM_COMPLETION -> FORMAT_NVM_COMPLETION;
      case SANITIZE_START -> SANITIZE_START;
      case SANITIZE_COMPLETION -> SANITIZE_COMPLETION;
      case SET_FEATURE -> SET_FEATURE;
      case THERMAL_EXCURSION -> THERMAL_EXCURSION;
      case TELEMETRY_LOG_CREATE -> null;
    };
  }
}
