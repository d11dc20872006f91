package dev.orion.nvme;

/**
 * Where I/O queues live: in host memory or in the controller memory buffer (Base 8.2.1). A
 * submission queue in the controller saves it a read across the bus for each command; a completion
 * queue there costs the host one for each look.
 *
 * @param submissionInController whether submission queues are in the controller memory buffer
 * @param completionInController whether completion queues are
 */
public record QueuePlacement(boolean submissionInController, boolean completionInController) {

  /** All in host memory. */
  public static final QueuePlacement HOST = new QueuePlacement(false, false);

  boolean usesController() {
    return submissionInController || completionInController;
  }
}
