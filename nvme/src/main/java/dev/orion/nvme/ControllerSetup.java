package dev.orion.nvme;

/**
 * What a controller is brought up with.
 *
 * @param interruptVectors MSI-X vectors, 0 for none: one more than there will be queues at a time
 *     that are not polled
 * @param queues where I/O queues live
 */
public record ControllerSetup(int interruptVectors, QueuePlacement queues) {

  /** For polled queues in host memory. */
  public static final ControllerSetup POLLED = withInterrupts(0);

  /** For queues in host memory. */
  public static ControllerSetup withInterrupts(int vectors) {
    return new ControllerSetup(vectors, QueuePlacement.HOST);
  }
}
