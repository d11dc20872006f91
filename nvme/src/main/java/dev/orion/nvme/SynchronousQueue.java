package dev.orion.nvme;

import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Commands over a queue pair for the control plane: any thread may call, and waits for the end of
 * its command, while others that were only {@linkplain #start started} stay in flight.
 */
final class SynchronousQueue {

  /** How long a command may take; a format or a zone report of a huge namespace is slow. */
  private static final long TIMEOUT_NANOS = 60_000_000_000L;

  private static final int SPINS = 1000;
  private static final long PAUSE_NANOS = 20_000;

  private final NvmeController controller;
  private final QueuePair pair;
  private final NanoClock clock;
  private final int maxTransferBytes;
  private final ControllerRecovery recovery;
  private final ReentrantLock lock = new ReentrantLock();

  /**
   * @param maxTransferBytes what the PRP lists of the pair were made for
   */
  SynchronousQueue(
      NvmeController controller, QueuePair pair, NanoClock clock, int maxTransferBytes) {
    this.controller = controller;
    this.pair = pair;
    this.clock = clock;
    this.maxTransferBytes = maxTransferBytes;
    this.recovery = controller.recovery();
  }

  /** Keeps all other threads out. */
  ReentrantLock lock() {
    return lock;
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
   * @throws IllegalArgumentException as {@link #start}
   */
  long execute(NvmeCommand command) throws NvmeException {
    return execute(command, TIMEOUT_NANOS);
  }

  /** The same with another time limit. */
  long execute(NvmeCommand command, long timeoutNanos) throws NvmeException {
    check(command);
    lockForCommand();
    try {
      return executeLocked(command, timeoutNanos);
    } finally {
      lock.unlock();
    }
  }

  /** Runs a command that has no meaning after a reset that ends a generation of queues. */
  long executeIn(int generation, NvmeCommand command) throws NvmeException {
    check(command);
    lockForCommand();
    try {
      if (recovery.generation() != generation) {
        throw new NvmeException(
            "%s: %s was not sent: the controller has been reset"
                .formatted(controller.name(), command.name()));
      }
      return executeLocked(command, TIMEOUT_NANOS);
    } finally {
      lock.unlock();
    }
  }

  private long executeLocked(NvmeCommand command, long timeoutNanos) throws NvmeException {
    PendingCommand pending = send(command);
    await(pending, command.name(), timeoutNanos);
    return pending.result();
  }

  /**
   * Runs two commands as one (Base 3.4.2): the second only if the first succeeds, and nothing in
   * between. Their entries are neighbours, and the controller is told of both at once.
   *
   * @throws NvmeException with the failure of the one that made both fail
   * @throws IllegalArgumentException as {@link #start}
   */
  void executeFused(NvmeCommand first, NvmeCommand second) throws NvmeException {
    check(first);
    check(second);
    lockForCommand();
    try {
      executeChecked(first, second);
    } finally {
      lock.unlock();
    }
  }

  private void executeChecked(NvmeCommand first, NvmeCommand second) throws NvmeException {
    if (pair.depth() - pair.inFlight() < 2) {
      throw new NvmeException(
          "%s: %s and %s need room for two commands, and the queue has less"
              .formatted(controller.name(), first.name(), second.name()));
    }
    PendingCommand before = enter(first, SubmissionQueueEntry.FUSE_FIRST);
    PendingCommand after = enter(second, SubmissionQueueEntry.FUSE_SECOND);
    pair.ring();
    await(before, first.name(), TIMEOUT_NANOS);
    await(after, second.name(), TIMEOUT_NANOS);
    try {
      before.result();
    } catch (NvmeException e) {
      Status status = e.status();
      if (status != null && status.is(StatusCode.COMMAND_ABORTED_DUE_TO_FAILED_FUSED_COMMAND)) {
        after.result();
      }
      throw e;
    }
    after.result();
  }

  private void await(PendingCommand pending, String name, long timeoutNanos) {
    long start = clock.nanoTime();
    int looks = 0;
    while (!pending.isDone()) {
      if (pair.reap(1) == 0 && ++looks > SPINS && !pending.isDone()) {
        clock.pause(PAUSE_NANOS);
        if (clock.nanoTime() - start > timeoutNanos) {
          expire("%s did not end within %d s".formatted(name, timeoutNanos / 1_000_000_000));
        } else if (looks % SPINS == 0) {
          pair.watch().lookAtController();
        }
      }
    }
  }

  /** Has the controller reset, which ends what is in flight. */
  private void expire(String reason) {
    if (recovery.isRunByCurrentThread()) { // The next step of the recovery ends its DMA.
      pair.loseAll();
      pair.endLost(CommandCompletion.CONTROLLER_RESET);
    } else {
      recovery.recover(pair.watch().generation(), reason);
      pair.watch().lookAtController();
    }
  }

  /**
   * Sends a command; {@link #poll} sees its end.
   *
   * @throws NvmeException if the controller has failed, or the queue is full
   * @throws IllegalArgumentException if the command's data or metadata are not aligned to 4 bytes,
   *     or more than a command moves
   */
  PendingCommand start(NvmeCommand command) throws NvmeException {
    check(command);
    lockForCommand();
    try {
      return send(command);
    } finally {
      lock.unlock();
    }
  }

  /** {@link #start} unless another thread is at the queue, or it takes no command: then null. */
  @Nullable PendingCommand tryStart(NvmeCommand command) {
    if (isBeingRecovered() || !lock.tryLock()) {
      return null;
    }
    try {
      return send(command);
    } catch (NvmeException _) {
      return null;
    } finally {
      lock.unlock();
    }
  }

  private PendingCommand send(NvmeCommand command) throws NvmeException {
    PendingCommand pending = enter(command, SubmissionQueueEntry.FUSE_NORMAL);
    pair.ring();
    return pending;
  }

  /**
   * Takes the lock at a time when the controller knows the queue. A reset that begins later is seen
   * by the command's owner; in the middle of one, commands would be lost unseen.
   */
  private void lockForCommand() {
    lock.lock();
    while (isBeingRecovered()) {
      lock.unlock();
      recovery.awaitEnd();
      lock.lock();
    }
  }

  private boolean isBeingRecovered() {
    return recovery.isRunning() && !recovery.isRunByCurrentThread();
  }

  private void check(NvmeCommand command) {
    DmaBuffer data = command.data();
    if (data != null && ((data.iova() & 3) != 0 || data.lengthBytes() > maxTransferBytes)) {
      throw new IllegalArgumentException(
          "%s: its data are %d bytes at %Xh, and must be %d at the most and aligned to 4"
              .formatted(command.name(), data.lengthBytes(), data.iova(), maxTransferBytes));
    }
    DmaBuffer metadata = command.metadata();
    if (metadata != null && (metadata.iova() & 3) != 0) {
      throw new IllegalArgumentException(
          "%s: its metadata are at %Xh, and must be aligned to 4"
              .formatted(command.name(), metadata.iova()));
    }
  }

  /** Writes and commits the entry of a command. */
  private PendingCommand enter(NvmeCommand command, int fuse) throws NvmeException {
    PendingCommand pending = new PendingCommand(controller, this, command);
    // None is free once the controller is closed.
    Tracker tracker = controller.hasFailed() ? null : pair.begin(pending, null);
    if (tracker == null) {
      throw controller.hasFailed()
          ? pending.notAnswered()
          : new NvmeException(
              "%s: %s: %d commands are in flight already, and there is room for no more"
                  .formatted(controller.name(), command.name(), pair.depth()));
    }
    DmaBuffer data = command.data();
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
        data == null ? 0 : prps.prp2(),
        fuse);
    pending.setCommandId(tracker.commandId());
    pair.commit();
    return pending;
  }

  /** Takes in what has ended. Looks at the controller's health if that is nothing. */
  void poll() {
    lock.lock();
    try {
      if (pair.reap(Integer.MAX_VALUE) == 0) {
        pair.watch().lookAtController();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes in what has ended, unless another thread does. */
  void tryPoll() {
    if (lock.tryLock()) {
      try {
        pair.reap(Integer.MAX_VALUE);
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Sets the queue up for a controller that was reset: what was in flight ends, and nobody sends a
   * command before {@code setUp} has told the controller of the queue.
   */
  void restart(SetUp setUp) throws NvmeException {
    lock.lock();
    try {
      pair.loseAll();
      pair.restart();
      pair.watch().begin(recovery.generation());
      pair.endLost(CommandCompletion.CONTROLLER_RESET);
      setUp.run();
    } finally {
      lock.unlock();
    }
  }

  /** Tells a controller of its admin queue, and enables it. */
  interface SetUp {
    void run() throws NvmeException;
  }
}
