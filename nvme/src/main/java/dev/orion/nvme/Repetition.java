package dev.orion.nvme;

import dev.orion.block.BlockOperation;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;

/** Which requests of a namespace are done again when a command of theirs was lost. */
final class Repetition {

  private final boolean isZoned;
  private final int limit;

  /**
   * @param limit how often
   */
  Repetition(boolean isZoned, int limit) {
    this.isZoned = isZoned;
    this.limit = limit;
  }

  /**
   * Whether a request is done again.
   *
   * @param statusField how a command of it ended, which is a failure
   * @param repetitions how often it has been already
   */
  boolean applies(BlockOperation operation, int statusField, int repetitions) {
    return repetitions < limit && wasLost(statusField) && mayBeDoneTwice(operation);
  }

  /** Whether the command was taken from the controller, which would have done it. */
  private static boolean wasLost(int statusField) {
    if (statusField < 0) {
      return statusField == CommandCompletion.CONTROLLER_RESET;
    }
    Status status = new Status(statusField);
    return !status.dnr()
        && (status.is(StatusCode.COMMAND_ABORT_REQUESTED)
            || status.is(StatusCode.COMMAND_ABORTED_DUE_TO_SQ_DELETION)
            || status.is(StatusCode.COMMAND_INTERRUPTED));
  }

  /**
   * Whether it has the same effect if it had been done already. A write into a zone has moved the
   * write pointer, and an append would be there twice.
   */
  private boolean mayBeDoneTwice(BlockOperation operation) {
    return switch (operation) {
      case READ, FLUSH -> true;
      case WRITE, WRITE_ZEROES, DISCARD -> !isZoned;
      case ZONE_APPEND, ZONE_OPEN, ZONE_CLOSE, ZONE_FINISH, ZONE_RESET -> false;
    };
  }
}
