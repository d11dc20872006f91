package dev.orion.nvme;

import dev.orion.block.BlockException;
import dev.orion.block.BlockException.Kind;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;

/** Says in a layer's terms, and in a person's, how a request failed. */
final class BlockFailures {

  /** SCT and SC; the other bits of a Status Field do not make a failure. */
  private static final int STATUS_CODE_MASK = 0x7ff;

  private BlockFailures() {}

  /** Whether a Status Field, or what a driver says instead ({@link CommandCompletion}), fails. */
  static boolean isFailure(int statusField) {
    return (statusField & STATUS_CODE_MASK) != 0;
  }

  static BlockException of(String device, BlockRequest request, int statusField) {
    Status status = new Status(statusField);
    return new BlockException(kind(status), "%s: %s failed: %s".formatted(device, request, status));
  }

  static BlockException gone(String device, BlockRequest request, String reason) {
    return new BlockException(
        Kind.DEVICE_GONE, "%s: %s was not answered: %s".formatted(device, request, reason));
  }

  static BlockException lost(String device, BlockRequest request, String reason) {
    return new BlockException(
        Kind.RESET,
        "%s: %s was not answered and the device had to be reset, so that it may be done or not: %s"
            .formatted(device, request, reason));
  }

  private static Kind kind(Status status) {
    if (status.sct() == Status.SCT_MEDIA_AND_DATA_INTEGRITY) {
      return mediaKind(status);
    }
    return status.code().map(BlockFailures::kind).orElse(Kind.IO_ERROR);
  }

  private static Kind mediaKind(Status status) {
    return status.is(StatusCode.END_TO_END_GUARD_CHECK_ERROR)
            || status.is(StatusCode.END_TO_END_APPLICATION_TAG_CHECK_ERROR)
            || status.is(StatusCode.END_TO_END_REFERENCE_TAG_CHECK_ERROR)
        ? Kind.DATA_CORRUPTED
        : Kind.MEDIA_ERROR;
  }

  private static Kind kind(StatusCode code) {
    return switch (code) {
      case NAMESPACE_IS_WRITE_PROTECTED, ATTEMPTED_WRITE_TO_READ_ONLY_RANGE -> Kind.WRITE_PROTECTED;
      case CAPACITY_EXCEEDED -> Kind.NO_SPACE;
      case ZONED_BOUNDARY_ERROR,
          ZONE_IS_FULL,
          ZONE_IS_READ_ONLY,
          ZONE_IS_OFFLINE,
          ZONE_INVALID_WRITE,
          TOO_MANY_ACTIVE_ZONES,
          TOO_MANY_OPEN_ZONES,
          INVALID_ZONE_STATE_TRANSITION ->
          Kind.ZONE_VIOLATION;
      case INVALID_COMMAND_OPCODE,
          INVALID_FIELD_IN_COMMAND,
          INVALID_NAMESPACE_OR_FORMAT,
          LBA_OUT_OF_RANGE,
          PRP_OFFSET_INVALID ->
          Kind.REFUSED;
      case COMMAND_ABORT_REQUESTED,
          COMMAND_ABORTED_DUE_TO_SQ_DELETION,
          COMMANDS_ABORTED_DUE_TO_POWER_LOSS_NOTIFICATION ->
          Kind.ABORTED;
      default -> Kind.IO_ERROR;
    };
  }
}
