package dev.orion.nvme;

import dev.orion.nvme.spec.Status;

/** Hears of the end of a command, from {@link QueuePair#reap}. */
@FunctionalInterface
public interface CommandCompletion {

  /**
   * {@code statusField} of a command that ended because its controller went away. No controller
   * sends it: a Status Field has 15 bits.
   */
  int CONTROLLER_GONE = -1;

  /**
   * {@code statusField} of a command that ended because its controller was reset: whether it was
   * carried out is not known. No controller sends it.
   */
  int CONTROLLER_RESET = -2;

  /**
   * The command has ended. Its tracker is free for the next command: take from it what the
   * submitter left there before you begin one.
   *
   * @param tracker the command's tracker
   * @param statusField the completion's Status Field (see {@link Status}), 0 for success, {@link
   *     #CONTROLLER_GONE} or {@link #CONTROLLER_RESET}
   * @param result Dwords 0 (the low half) and 1 of the completion
   */
  void onCompletion(Tracker tracker, int statusField, long result);
}
