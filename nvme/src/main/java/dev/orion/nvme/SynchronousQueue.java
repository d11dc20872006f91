package dev.orion.nvme;

import dev.orion.nvme.spec.Status;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;

/**
 * One command at a time over a queue pair, for the control plane: any thread may call, and waits
 * for the end of its command.
 */
final class SynchronousQueue implements CommandCompletion {

  /** How long a command may take; a format or a zone report of a huge namespace is slow. */
  private static final long TIMEOUT_NANOS = 60_000_000_000L;

  private static final int SPINS = 1000;
  private static final long PAUSE_NANOS = 20_000;

  private final NvmeController controller;
  private final QueuePair pair;
  private final NanoClock clock;
  private final int maxTransferBytes;
  private boolean done;
  private int statusField;
  private long result;

  /**
   * @param maxTransferBytes what the PRP lists of the pair were made for
   */
  SynchronousQueue(
      NvmeController controller, QueuePair pair, NanoClock clock, int maxTransferBytes) {
    this.controller = controller;
    this.pair = pair;
    this.clock = clock;
    this.maxTransferBytes = maxTransferBytes;
  }

  QueuePair pair() {
    return pair;
  }

  /**
   * Runs a command.
   *
   * @return Dwords 0 and 1 of its completion
   * @throws NvmeException if it fails, the controller goes away, or it does not end in time, which
   *     fails the controller
   * @throws IllegalArgumentException if the command's data are not aligned to 4 bytes, or more than
   *     a command moves
   */
  synchronized long execute(NvmeCommand command) throws NvmeException {
    DmaBuffer data = command.data();
    if (data != null && ((data.iova() & 3) != 0 || data.lengthBytes() > maxTransferBytes)) {
      throw new IllegalArgumentException(
          "%s: its data are %d bytes at %Xh, and must be %d at the most and aligned to 4"
              .formatted(command.name(), data.lengthBytes(), data.iova(), maxTransferBytes));
    }
    // None is free once the controller is closed.
    Tracker tracker = controller.hasFailed() ? null : pair.begin(this, null);
    if (tracker == null) {
      throw notAnswered(command);
    }
    PrpList prps = tracker.prpList();
    prps.reset();
    if (data != null) {
      prps.append(data.iova(), data.lengthBytes());
    }
    command.write(
        pair.submissionQueue(),
        pair.entryOffset(),
        tracker.commandId(),
        data == null ? 0 : prps.prp1(),
        data == null ? 0 : prps.prp2());
    done = false;
    pair.commit();
    pair.ring();
    await(command);
    if (statusField == CONTROLLER_GONE) {
      throw notAnswered(command);
    }
    Status status = new Status(statusField);
    if (!status.isSuccess()) {
      throw new NvmeException(controller.name(), command.name(), status);
    }
    return result;
  }

  private NvmeException notAnswered(NvmeCommand command) {
    return new NvmeException(
        "%s: %s was not answered: %s"
            .formatted(controller.name(), command.name(), controller.failureReason()));
  }

  private void await(NvmeCommand command) {
    long start = clock.nanoTime();
    int looks = 0;
    while (!done) {
      if (pair.reap(1) == 0 && ++looks > SPINS && !done) {
        clock.pause(PAUSE_NANOS);
        if (clock.nanoTime() - start > TIMEOUT_NANOS) {
          controller.fail("%s did not end within 60 s".formatted(command.name()));
        } else if (looks % SPINS == 0) {
          pair.endAllIfControllerGone();
        }
      }
    }
  }

  @Override
  public void onCompletion(Tracker tracker, int statusField, long result) {
    this.statusField = statusField;
    this.result = result;
    this.done = true;
  }
}
