package dev.orion.nvme;

import dev.orion.nvme.spec.Status;

/**
 * An admin command that was sent and not waited for: a Format NVM while its progress is read, or an
 * Asynchronous Event Request, which may never end. It moves only when somebody polls. For any
 * thread.
 */
public final class PendingCommand implements CommandCompletion {

  private final NvmeController controller;
  private final SynchronousQueue queue;
  private final NvmeCommand command;
  private volatile int commandId;
  private volatile boolean done;
  private int statusField;
  private long result;

  PendingCommand(NvmeController controller, SynchronousQueue queue, NvmeCommand command) {
    this.controller = controller;
    this.queue = queue;
    this.command = command;
  }

  void setCommandId(int commandId) {
    this.commandId = commandId;
  }

  /** The identifier by which {@link Abort} names it. */
  public int commandId() {
    return commandId;
  }

  /** Whether it has ended, as far as polls have seen; {@link #result} then tells how. */
  public boolean isDone() {
    return done;
  }

  /** Looks at the controller; whether the command has ended. */
  public boolean poll() {
    if (!done) {
      queue.poll();
    }
    return done;
  }

  /**
   * How it ended.
   *
   * @return Dwords 0 (the low half) and 1 of its completion
   * @throws NvmeException if the controller refused it, failed, or went away
   * @throws IllegalStateException if it has not ended
   */
  public long result() throws NvmeException {
    if (!done) {
      throw new IllegalStateException(command.name() + " has not ended");
    }
    if (statusField == CONTROLLER_GONE) {
      throw notAnswered();
    }
    if (wasLost()) {
      throw new NvmeException(
          "%s: %s was not answered: the controller had to be reset; whether it was done is not known"
              .formatted(controller.name(), command.name()));
    }
    Status status = new Status(statusField);
    if (!status.isSuccess()) {
      throw new NvmeException(controller.name(), command.name(), status);
    }
    return result;
  }

  /** Whether it ended because the controller was reset. */
  boolean wasLost() {
    return done && statusField == CONTROLLER_RESET;
  }

  /** {@link #poll} unless another thread is at the queue. */
  void tryPoll() {
    if (!done) {
      queue.tryPoll();
    }
  }

  NvmeException notAnswered() {
    return new NvmeException(
        "%s: %s was not answered: %s"
            .formatted(controller.name(), command.name(), controller.failureReason()));
  }

  @Override
  public void onCompletion(Tracker tracker, int statusField, long result) {
    this.statusField = statusField;
    this.result = result;
    this.done = true;
  }
}
