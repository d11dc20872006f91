package dev.orion.nvme;

import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.LogPageIdentifier;
import org.jspecify.annotations.Nullable;

/** Which log pages a controller has, by what Identify Controller and CAP say of optional ones. */
final class LogPageSupport {

  private LogPageSupport() {}

  /** The field that says no, or null. */
  static @Nullable String missingBit(NvmeController controller, LogPageIdentifier log) {
    IdentifyController id = controller.identity();
    return switch (log) {
      case SUPPORTED_LOG_PAGES,
          FEATURE_IDENTIFIERS_SUPPORTED_AND_EFFECTS,
          NVME_MI_COMMANDS_SUPPORTED_AND_EFFECTS ->
          missingBit("LPA", id.lpa(), IdentifyController.LPA_SUPPORTED_LOG_PAGES);
      case COMMANDS_SUPPORTED_AND_EFFECTS ->
          missingBit("LPA", id.lpa(), IdentifyController.LPA_COMMAND_EFFECTS);
      case DEVICE_SELF_TEST ->
          missingBit("OACS", id.oacs(), IdentifyController.OACS_DEVICE_SELF_TEST);
      case TELEMETRY_HOST_INITIATED, TELEMETRY_CONTROLLER_INITIATED ->
          missingBit("LPA", id.lpa(), IdentifyController.LPA_TELEMETRY);
      case ENDURANCE_GROUP_INFORMATION, ENDURANCE_GROUP_EVENT_AGGREGATE ->
          missingBit("CTRATT", id.ctratt(), IdentifyController.CTRATT_ENDURANCE_GROUPS);
      case PREDICTABLE_LATENCY_PER_NVM_SET, PREDICTABLE_LATENCY_EVENT_AGGREGATE ->
          missingBit("CTRATT", id.ctratt(), IdentifyController.CTRATT_PREDICTABLE_LATENCY);
      case ASYMMETRIC_NAMESPACE_ACCESS ->
          missingBit("CMIC", id.cmic(), IdentifyController.CMIC_ANA);
      case PERSISTENT_EVENT_LOG ->
          missingBit("LPA", id.lpa(), IdentifyController.LPA_PERSISTENT_EVENTS);
      case MEDIA_UNIT_STATUS, SUPPORTED_CAPACITY_CONFIGURATION_LIST ->
          (id.ctratt() & IdentifyController.CTRATT_CAPACITY_MANAGEMENT) == 0
              ? "CTRATT bits 12:11 are 0 in Identify Controller"
              : null;
      case COMMAND_AND_FEATURE_LOCKDOWN ->
          missingBit("OACS", id.oacs(), IdentifyController.OACS_LOCKDOWN);
      case BOOT_PARTITION -> Cap.bps(controller.cap()) ? null : "CAP.BPS is 0";
      case FDP_CONFIGURATIONS, RECLAIM_UNIT_HANDLE_USAGE, FDP_STATISTICS, FDP_EVENTS ->
          missingBit("CTRATT", id.ctratt(), IdentifyController.CTRATT_FLEXIBLE_DATA_PLACEMENT);
      case RESERVATION_NOTIFICATION ->
          missingBit("ONCS", id.oncs(), IdentifyController.ONCS_RESERVATIONS);
      case SANITIZE_STATUS ->
          (id.sanicap() & IdentifyController.SANICAP_OPERATIONS) == 0
              ? "SANICAP bits 2:0 are 0 in Identify Controller"
              : null;
      case ERROR_INFORMATION,
          SMART_HEALTH_INFORMATION,
          FIRMWARE_SLOT_INFORMATION,
          CHANGED_NAMESPACE_LIST,
          LBA_STATUS_INFORMATION,
          ROTATIONAL_MEDIA_INFORMATION,
          DISCOVERY,
          CHANGED_ZONE_LIST ->
          null;
    };
  }

  static @Nullable String missingBit(String field, long value, int mask) {
    return (value & mask) == 0
        ? "%s bit %d is 0 in Identify Controller"
            .formatted(field, Integer.numberOfTrailingZeros(mask))
        : null;
  }
}
