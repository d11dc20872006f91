package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.CommandsSupportedAndEffectsLog;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.NvmOpcode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a controller says it supports, asked before a command is sent, and whether that counts. The
 * classes for optional commands take one instead of a controller when commands are to be sent
 * whatever the controller says.
 */
public final class CommandSupport {

  private final NvmeController controller;
  private final boolean counts;
  private @Nullable CommandsSupportedAndEffectsLog effects;

  private CommandSupport(NvmeController controller, boolean counts) {
    this.controller = controller;
    this.counts = counts;
  }

  /** What the controller says it does not support is not sent. */
  public static CommandSupport stated(NvmeController controller) {
    return new CommandSupport(controller, true);
  }

  /** Every command is sent, whatever the controller says: for controllers that say it wrong. */
  public static CommandSupport assumed(NvmeController controller) {
    return new CommandSupport(controller, false);
  }

  NvmeController controller() {
    return controller;
  }

  /**
   * Fails if the controller says that it does not support a command.
   *
   * @throws UnsupportedCommandException with the bit that says so
   * @throws IOException if the controller does not answer
   */
  public void require(AdminOpcode opcode) throws IOException {
    if (!counts) {
      return;
    }
    String missing = missingBit(opcode, controller.identity());
    if (missing != null) {
      throw new UnsupportedCommandException(controller.name(), opcode.specName(), missing);
    }
    if ((controller.identity().lpa() & IdentifyController.LPA_COMMAND_EFFECTS) != 0
        && (effects().admin(opcode.code()) & CommandsSupportedAndEffectsLog.CSUPP) == 0) {
      throw new UnsupportedCommandException(
          controller.name(),
          opcode.specName(),
          "ACS%d.CSUPP is 0 in the Commands Supported and Effects log page"
              .formatted(opcode.code()));
    }
  }

  /**
   * Fails if the controller says that it does not have a log page.
   *
   * @throws UnsupportedCommandException with the bit that says so
   */
  void require(LogPageIdentifier log) throws UnsupportedCommandException {
    String missing = LogPageSupport.missingBit(controller, log);
    if (counts && missing != null) {
      throw new UnsupportedCommandException(
          controller.name(), "the %s log page".formatted(log.specName()), missing);
    }
  }

  /**
   * Fails if a condition does not hold that follows from what the controller says.
   *
   * @param what the command or the part of it that is not supported
   * @param why the field that says so: {@code SANICAP bit 2 (OWS) is 0 in Identify Controller}
   */
  void require(boolean isSupported, String what, String why) throws UnsupportedCommandException {
    if (counts && !isSupported) {
      throw new UnsupportedCommandException(controller.name(), what, why);
    }
  }

  /** Fails if the controller says in its Optional NVM Command Support that it has no command. */
  void requireOncs(int bit, NvmOpcode opcode) throws UnsupportedCommandException {
    require(
        (controller.identity().oncs() & bit) != 0,
        opcode.specName(),
        "ONCS bit %d is 0 in Identify Controller".formatted(Integer.numberOfTrailingZeros(bit)));
  }

  private CommandsSupportedAndEffectsLog effects() throws IOException {
    if (effects == null) {
      effects = new ControllerLogs(assumed(controller)).commandEffects(Csi.NVM);
    }
    return effects;
  }

  /** The field of Identify Controller that says no, or null. */
  private static @Nullable String missingBit(AdminOpcode opcode, IdentifyController identity) {
    return switch (opcode) {
      case SECURITY_SEND, SECURITY_RECEIVE -> oacs(identity, IdentifyController.OACS_SECURITY);
      case FORMAT_NVM -> oacs(identity, IdentifyController.OACS_FORMAT_NVM);
      case FIRMWARE_COMMIT, FIRMWARE_IMAGE_DOWNLOAD ->
          oacs(identity, IdentifyController.OACS_FIRMWARE);
      case NAMESPACE_MANAGEMENT, NAMESPACE_ATTACHMENT ->
          oacs(identity, IdentifyController.OACS_NAMESPACE_MANAGEMENT);
      case DEVICE_SELF_TEST -> oacs(identity, IdentifyController.OACS_DEVICE_SELF_TEST);
      case DIRECTIVE_SEND, DIRECTIVE_RECEIVE -> oacs(identity, IdentifyController.OACS_DIRECTIVES);
      case NVME_MI_SEND, NVME_MI_RECEIVE -> oacs(identity, IdentifyController.OACS_NVME_MI);
      case VIRTUALIZATION_MANAGEMENT ->
          oacs(identity, IdentifyController.OACS_VIRTUALIZATION_MANAGEMENT);
      case DOORBELL_BUFFER_CONFIG -> oacs(identity, IdentifyController.OACS_DOORBELL_BUFFER_CONFIG);
      case GET_LBA_STATUS -> oacs(identity, IdentifyController.OACS_GET_LBA_STATUS);
      case LOCKDOWN -> oacs(identity, IdentifyController.OACS_LOCKDOWN);
      case SANITIZE ->
          (identity.unsigned("sanicap") & 0b111) == 0
              ? "SANICAP bits 2:0 are 0 in Identify Controller"
              : null;
      case CAPACITY_MANAGEMENT ->
          (identity.ctratt() & IdentifyController.CTRATT_CAPACITY_MANAGEMENT) == 0
              ? "CTRATT bits 12:11 are 0 in Identify Controller"
              : null;
      case KEEP_ALIVE -> identity.kas100ms() == 0 ? "KAS is 0 in Identify Controller" : null;
      default -> null;
    };
  }

  private static @Nullable String oacs(IdentifyController identity, int bit) {
    return (identity.oacs() & bit) == 0
        ? "OACS bit %d is 0 in Identify Controller".formatted(Integer.numberOfTrailingZeros(bit))
        : null;
  }
}
