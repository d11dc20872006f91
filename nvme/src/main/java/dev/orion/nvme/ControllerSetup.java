package dev.orion.nvme;

/**
 * What a controller is brought up with.
 *
 * @param interruptVectors MSI-X vectors, 0 for none: one more than there will be queues at a time
 *     that are not polled
 * @param queues where I/O queues live
 * @param recovery what is done about commands that hang and controllers that fail
 */
public record ControllerSetup(
    int interruptVectors, QueuePlacement queues, RecoveryLimits recovery) {

  /** For polled queues in host memory. */
  public static final ControllerSetup POLLED = withInterrupts(0);

  /** For queues in host memory. */
  public static ControllerSetup withInterrupts(int vectors) {
    return new ControllerSetup(vectors, QueuePlacement.HOST, RecoveryLimits.DEFAULT);
  }

  /** The same with queues elsewhere. */
  public ControllerSetup withQueues(QueuePlacement placement) {
    return new ControllerSetup(interruptVectors, placement, recovery);
  }

  /** The same with other limits. */
  public ControllerSetup withRecovery(RecoveryLimits limits) {
    return new ControllerSetup(interruptVectors, queues, limits);
  }
}
