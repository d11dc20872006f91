package dev.orion.simulation.run;

import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.simulation.model.Fault;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a simulated device does wrong. */
public enum FaultKind {
  // A command ends with a status.
  UNRECOVERED_READ_ERROR(StatusCode.UNRECOVERED_READ_ERROR, false),
  WRITE_FAULT(StatusCode.WRITE_FAULT, false),
  INTERNAL_ERROR(StatusCode.INTERNAL_ERROR, false),
  INTERNAL_ERROR_DNR(StatusCode.INTERNAL_ERROR, true),
  DATA_TRANSFER_ERROR(StatusCode.DATA_TRANSFER_ERROR, false),
  NAMESPACE_NOT_READY(StatusCode.NAMESPACE_NOT_READY, false),
  COMMAND_INTERRUPTED(StatusCode.COMMAND_INTERRUPTED, false),
  COMMAND_INTERRUPTED_DNR(StatusCode.COMMAND_INTERRUPTED, true),
  ABORT_REQUESTED(StatusCode.COMMAND_ABORT_REQUESTED, false),
  ABORTED_BY_QUEUE_DELETION(StatusCode.COMMAND_ABORTED_DUE_TO_SQ_DELETION, false),
  CAPACITY_EXCEEDED(StatusCode.CAPACITY_EXCEEDED, true),
  LBA_OUT_OF_RANGE(StatusCode.LBA_OUT_OF_RANGE, true),
  WRITE_PROTECTED(StatusCode.NAMESPACE_IS_WRITE_PROTECTED, true),
  INVALID_FIELD(StatusCode.INVALID_FIELD_IN_COMMAND, true),
  GUARD_CHECK_ERROR(StatusCode.END_TO_END_GUARD_CHECK_ERROR, false),
  /** A status that no specification knows. */
  UNKNOWN_STATUS(0x7ff),

  // A completion is missing, late, or one too many.
  DROPPED,
  DELAYED,
  HELD,
  COMPLETED_TWICE,
  WRONG_IDENTIFIER,
  WRONG_PHASE,
  WRONG_QUEUE,

  // The controller fails.
  FATAL_STATUS,
  STALLED,
  FATAL_AND_DEAF_TO_DISABLE,
  RESET_WANTED,
  POWER_CUT,
  REMOVED;

  private static final int NONE = -1;

  private final int statusField;

  FaultKind(StatusCode code, boolean doNotRetry) {
    this(Status.of(code).field() | (doNotRetry ? 1 << 14 : 0));
  }

  FaultKind(int statusField) {
    this.statusField = statusField;
  }

  FaultKind() {
    this(-1);
  }

  /** What it does to one command; null if that is not how it works. */
  @Nullable Fault fault() {
    return switch (this) {
      case DROPPED -> new Fault.Swallow();
      case DELAYED -> new Fault.Delay();
      case HELD -> new Fault.Hold();
      case COMPLETED_TWICE -> new Fault.CompleteTwice();
      default -> statusField == NONE ? null : new Fault.Refuse(statusField);
    };
  }

  /** Its name in text. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
