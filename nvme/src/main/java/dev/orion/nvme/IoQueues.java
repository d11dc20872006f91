package dev.orion.nvme;

import dev.orion.block.CompletionMode;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.FeatureIdentifier;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaMemory;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The I/O queue pairs of a controller that are open, with their identifiers and interrupt vectors.
 * Makes the controller's side of a pair and takes it away (Base 5.4 to 5.7): the completion queue
 * is created first and deleted last.
 *
 * <p>Not thread-safe: the controller's lock is around it.
 */
final class IoQueues {

  private final NvmeController controller;
  private final DoorbellWindow doorbells;
  private final @Nullable ShadowDoorbells shadows;
  private final QueuePlacement placement;
  private final @Nullable ControllerMemoryQueues buffer;
  private final int limit;
  private final BitSet queueIds = new BitSet();
  private final BitSet takenVectors = new BitSet();
  private final List<QueuePair> openPairs = new ArrayList<>();

  /**
   * None yet; asks the controller how many there may be.
   *
   * @param buffer what the placement needs, or null
   * @throws NvmeException if it does not answer that
   */
  IoQueues(
      NvmeController controller,
      DoorbellWindow doorbells,
      @Nullable ShadowDoorbells shadows,
      QueuePlacement placement,
      @Nullable ControllerMemoryQueues buffer)
      throws NvmeException {
    this.controller = controller;
    this.doorbells = doorbells;
    this.shadows = shadows;
    this.placement = placement;
    this.buffer = buffer;
    this.limit = negotiate();
  }

  /**
   * Asks for as many pairs as there can be (Base 5.27.1.5), also after a reset; how many there are.
   */
  int negotiate() throws NvmeException {
    int wantedZeroBased = DoorbellWindow.MAX_IO_QUEUES - 1;
    int dword0 =
        (int)
            controller.admin(
                NvmeCommand.of(AdminOpcode.SET_FEATURES)
                    .withCdw10(
                        ManagementCommand.setFeaturesCdw10(
                            FeatureIdentifier.NUMBER_OF_QUEUES.code(), false))
                    .withCdw11(AdminCommand.numberOfQueuesCdw11(wantedZeroBased, wantedZeroBased)));
    int grantedZeroBased =
        Math.min(AdminCommand.nsqaZeroBased(dword0), AdminCommand.ncqaZeroBased(dword0));
    int withDoorbells = doorbells.pairs() - 1;
    if (shadows != null) {
      withDoorbells = Math.min(withDoorbells, shadows.pairs(doorbells.strideBytes()) - 1);
    }
    return Math.min(Math.min(grantedZeroBased, wantedZeroBased) + 1, withDoorbells);
  }

  /** Pairs that may be open at a time. */
  int limit() {
    return limit;
  }

  /** See {@link NvmeController#openQueuePair}. */
  QueuePair open(int depth, CompletionMode mode) throws NvmeException {
    int maxDepth = controller.maxQueueDepth();
    if (maxDepth == 0) {
      throw new NvmeException(
          controller.name() + " has queues of one entry (CAP.MQES 0), which hold no command");
    }
    int vector = mode == CompletionMode.POLLED ? NvmeController.POLLED : freeVector();
    int queueId = queueIds.nextClearBit(1);
    if (queueId > limit) {
      throw new NvmeException(
          "%s has %d I/O queues and all are open; close one, or use fewer threads"
              .formatted(controller.name(), limit));
    }
    int granted = Math.min(depth, maxDepth);
    QueuePair pair =
        new QueuePair(
            controller,
            doorbells.registers(),
            shadows,
            queueId,
            Cap.dstrd(controller.cap()),
            granted,
            rings(granted + 1, Math.min(2 * (granted + 1), maxDepth + 1)),
            PrpList.lengthBytesFor(controller.maxTransferBytes(), controller.pageSizeBytes()),
            vector);
    try {
      pair.watch().begin(create(pair));
    } catch (NvmeException | RuntimeException e) {
      pair.free();
      throw e;
    }
    queueIds.set(queueId);
    if (vector != NvmeController.POLLED) {
      takenVectors.set(vector);
    }
    openPairs.add(pair);
    return pair;
  }

  private QueueRings rings(int submissionEntries, int completionEntries) {
    DmaMemory onController = buffer == null ? controller.dma() : buffer.memory();
    return QueueRings.allocate(
        placement.submissionInController() ? onController : controller.dma(),
        submissionEntries,
        placement.completionInController() ? onController : controller.dma(),
        completionEntries,
        controller.pageSizeBytes());
  }

  /** Vector 0 is the admin queue's, unless there is no other. */
  private int freeVector() throws NvmeException {
    int vectors = controller.interruptVectors().size();
    int vector = takenVectors.nextClearBit(vectors == 1 ? 0 : 1);
    if (vector >= vectors) {
      throw new NvmeException(
          "%s was opened with %d interrupt vectors and all are taken"
              .formatted(controller.name(), vectors));
    }
    return vector;
  }

  /** See {@link NvmeController#closeQueuePair}. */
  void close(QueuePair pair) throws NvmeException {
    if (!openPairs.remove(pair)) {
      return;
    }
    try {
      pair.ring();
      controller.drain(pair::inFlight, () -> pair.reap(Integer.MAX_VALUE));
      if (controller.isAlive()) {
        delete(pair, pair.watch().generation());
      }
    } catch (NvmeException | RuntimeException e) {
      controller.fail(
          "queue %d could not be deleted: %s".formatted(pair.queueId(), e.getMessage()));
      throw e;
    } finally {
      try {
        if (controller.hasFailed()) {
          pair.loseAll();
          pair.endLost(CommandCompletion.CONTROLLER_GONE);
        }
      } finally {
        queueIds.clear(pair.queueId());
        if (pair.vector() != NvmeController.POLLED) {
          takenVectors.clear(pair.vector());
        }
        pair.free();
      }
    }
  }

  /** Closes every open pair, also if one fails. */
  void closeAll() throws NvmeException {
    if (!openPairs.isEmpty()) {
      try {
        close(openPairs.getLast());
      } finally {
        closeAll();
      }
    }
  }

  /** Deletes the queues of all pairs, which stay open, as far as that goes; before a reset. */
  void deleteAll() {
    int generation = controller.recovery().generation();
    for (QueuePair pair : openPairs) {
      try {
        delete(AdminOpcode.DELETE_IO_SUBMISSION_QUEUE, pair, generation);
        delete(AdminOpcode.DELETE_IO_COMPLETION_QUEUE, pair, generation);
      } catch (NvmeException e) {
        if (e.status() == null) {
          return; // It does not answer. The reset deletes them all.
        }
        // Its owner has not created them again after the last reset.
      }
    }
  }

  /**
   * Creates the queues of a pair, again if the controller is reset meanwhile. For any thread.
   *
   * @return the generation that they are of
   */
  int create(QueuePair pair) throws NvmeException {
    ControllerRecovery recovery = controller.recovery();
    while (true) {
      int generation = recovery.awaitEnd();
      try {
        create(pair, generation);
        return generation;
      } catch (NvmeException e) {
        if (controller.hasFailed() || recovery.generation() == generation) {
          throw e;
        }
      }
    }
  }

  private void create(QueuePair pair, int generation) throws NvmeException {
    int vector = pair.vector();
    boolean interrupts = vector != NvmeController.POLLED;
    controller.adminIn(
        generation,
        NvmeCommand.of(AdminOpcode.CREATE_IO_COMPLETION_QUEUE)
            .withCdw10(
                AdminCommand.createIoQueueCdw10(
                    pair.queueId(), pair.rings().completionEntries() - 1))
            .withCdw11(
                AdminCommand.createIoCompletionQueueCdw11(interrupts, interrupts ? vector : 0))
            .withData(start(pair.rings().completion())));
    try {
      controller.adminIn(
          generation,
          NvmeCommand.of(AdminOpcode.CREATE_IO_SUBMISSION_QUEUE)
              .withCdw10(
                  AdminCommand.createIoQueueCdw10(
                      pair.queueId(), pair.rings().submissionEntries() - 1))
              .withCdw11(AdminCommand.createIoSubmissionQueueCdw11(0, pair.queueId()))
              .withData(start(pair.rings().submission())));
    } catch (NvmeException e) {
      delete(AdminOpcode.DELETE_IO_COMPLETION_QUEUE, pair, generation);
      throw e;
    }
  }

  /** What the command points at: the queue's address, whatever its length. */
  private static DmaBuffer start(DmaBuffer queue) {
    return queue.slice(0, Integer.BYTES);
  }

  /** Deletes the queues of a pair with no command in flight; a reset does that, too. */
  private void delete(QueuePair pair, int generation) throws NvmeException {
    try {
      delete(AdminOpcode.DELETE_IO_SUBMISSION_QUEUE, pair, generation);
      delete(AdminOpcode.DELETE_IO_COMPLETION_QUEUE, pair, generation);
    } catch (NvmeException e) {
      if (controller.hasFailed() || controller.recovery().generation() == generation) {
        throw e;
      }
    }
  }

  private void delete(AdminOpcode opcode, QueuePair pair, int generation) throws NvmeException {
    controller.adminIn(
        generation,
        NvmeCommand.of(opcode).withCdw10(AdminCommand.deleteIoQueueCdw10(pair.queueId())));
  }
}
