package dev.orion.nvme;

import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;

/**
 * Makes the controller's side of an I/O queue pair and takes it away (Base 5.4 to 5.7): the
 * completion queue is created first and deleted last.
 */
final class IoQueues {

  private final NvmeController controller;

  IoQueues(NvmeController controller) {
    this.controller = controller;
  }

  void create(QueuePair pair, int vector) throws NvmeException {
    boolean interrupts = vector != NvmeController.POLLED;
    controller.admin(
        NvmeCommand.of(AdminOpcode.CREATE_IO_COMPLETION_QUEUE)
            .withCdw10(
                AdminCommand.createIoQueueCdw10(pair.queueId(), pair.completionEntries() - 1))
            .withCdw11(
                AdminCommand.createIoCompletionQueueCdw11(interrupts, interrupts ? vector : 0))
            .withData(pair.completionQueueStart()));
    try {
      controller.admin(
          NvmeCommand.of(AdminOpcode.CREATE_IO_SUBMISSION_QUEUE)
              .withCdw10(
                  AdminCommand.createIoQueueCdw10(pair.queueId(), pair.submissionEntries() - 1))
              .withCdw11(AdminCommand.createIoSubmissionQueueCdw11(0, pair.queueId()))
              .withData(pair.submissionQueueStart()));
    } catch (NvmeException e) {
      delete(AdminOpcode.DELETE_IO_COMPLETION_QUEUE, pair);
      throw e;
    }
  }

  /** Deletes the queues of a pair with no command in flight. */
  void delete(QueuePair pair) throws NvmeException {
    delete(AdminOpcode.DELETE_IO_SUBMISSION_QUEUE, pair);
    delete(AdminOpcode.DELETE_IO_COMPLETION_QUEUE, pair);
  }

  private void delete(AdminOpcode opcode, QueuePair pair) throws NvmeException {
    controller.admin(
        NvmeCommand.of(opcode).withCdw10(AdminCommand.deleteIoQueueCdw10(pair.queueId())));
  }
}
