package dev.orion.nvme;

import dev.orion.pci.NanoClock;
import org.jspecify.annotations.Nullable;

/**
 * Looks after a queue pair, beside the path of its commands: whether the controller still knows it,
 * and whether its commands end in time. Belongs to the pair's owner.
 *
 * <p>Time is counted in ticks, eighths of what a command may take. A command notes the tick that it
 * began in, so that nobody reads a clock for it.
 */
final class QueueWatch {

  private static final int TICKS = 8;

  /**
   * Looks at the completion queue between two looks at the clock: some 50 us of polling at most.
   */
  private static final int MAX_REAPS = 1 << 14;

  private final NvmeController controller;
  private final ControllerRecovery recovery;
  private final NanoClock clock;
  private final QueuePair pair;
  private final long tickNanos;
  private final boolean hasDeadlines;
  private int generation;
  private int tick;
  private int reapsPerLook = 1;
  private long lastLookNanos;
  private long tickBeganNanos;
  private @Nullable Tracker late;
  private @Nullable PendingCommand abort;
  private int lateCommandId;
  private long abortedNanos;

  QueueWatch(NvmeController controller, ControllerRecovery recovery, QueuePair pair) {
    this.controller = controller;
    this.recovery = recovery;
    this.clock = controller.clock();
    this.pair = pair;
    this.generation = recovery.generation();
    long commandNanos = recovery.limits().commandNanos();
    // Admin commands have deadlines of their own, and an Asynchronous Event Request has none.
    this.hasDeadlines = pair.queueId() != 0 && commandNanos != Long.MAX_VALUE;
    this.tickNanos = Math.ceilDiv(commandNanos, TICKS);
    this.tickBeganNanos = clock.nanoTime();
  }

  /** The tick that commands begin in. */
  int tick() {
    return tick;
  }

  /** The generation of the controller's queues that the pair is of. */
  int generation() {
    return generation;
  }

  /** Whether the controller has been reset since the pair was created, or given up. */
  boolean isOutdated() {
    return recovery.generation() != generation;
  }

  /**
   * Looks whether the controller works, which may reset it, and ends the commands that it has
   * forgotten.
   *
   * @return commands ended
   */
  int lookAtController() {
    if (!isOutdated()) {
      controller.checkHealth(generation);
    }
    return isOutdated() ? rejoin() : 0;
  }

  /** Ends what was in flight before a reset, and has the controller know the queues again. */
  private int rejoin() {
    forgetAbort();
    pair.loseAll();
    boolean isAdmin = pair.queueId() == 0;
    int current = isAdmin ? recovery.generation() : recovery.awaitEnd();
    if (!controller.hasFailed()) { // Else it stays outdated for good.
      generation = current;
      if (!isAdmin) {
        createAgain();
      }
    }
    return pair.endLost(
        controller.hasFailed()
            ? CommandCompletion.CONTROLLER_GONE
            : CommandCompletion.CONTROLLER_RESET);
  }

  private void createAgain() {
    pair.restart();
    try {
      generation = controller.createAgain(pair);
    } catch (NvmeException e) {
      controller.fail(
          "queue %d could not be created again after a reset: %s"
              .formatted(pair.queueId(), e.getMessage()));
    }
  }

  /** The controller has created the pair's queues in this generation. */
  void begin(int newGeneration) {
    generation = newGeneration;
  }

  /**
   * Looks for commands that take too long: has them aborted, or the controller reset.
   *
   * @return looks at the completion queue until the next call, so that there are some in each tick
   *     however slowly the owner polls
   */
  int lookAtDeadlines() {
    if (!hasDeadlines) {
      return MAX_REAPS;
    }
    long now = clock.nanoTime();
    long sinceLast = now - lastLookNanos;
    lastLookNanos = now;
    if (sinceLast > tickNanos / 4) {
      reapsPerLook = Math.max(1, reapsPerLook / 2);
    } else if (sinceLast < tickNanos / 16) {
      reapsPerLook = Math.min(MAX_REAPS, 2 * reapsPerLook);
    }
    if (pair.inFlight() > 0) {
      lookAtDeadlines(now);
    }
    return reapsPerLook;
  }

  private void lookAtDeadlines(long now) {
    if (now - tickBeganNanos >= tickNanos) {
      tick++;
      tickBeganNanos = now;
      if (late == null) {
        late = pair.oldestBegunBefore(tick - TICKS);
        if (late != null) {
          abort(late, now);
        }
      }
    }
    if (late != null) {
      lookAtAbort(late, now);
    }
  }

  private void abort(Tracker command, long now) {
    lateCommandId = command.commandId();
    abortedNanos = now;
    recovery.tell(RecoveryEvent.Step.ABORT, reason());
  }

  private void lookAtAbort(Tracker command, long now) {
    if (!command.inFlight || command.commandId() != lateCommandId) {
      forgetAbort();
    } else if (now - abortedNanos > recovery.limits().abortNanos()) {
      recovery.recover(generation, reason());
    } else if (abort == null) {
      abort = Abort.tryStart(controller, pair, command);
    } else {
      abort.tryPoll();
    }
  }

  private void forgetAbort() {
    late = null;
    abort = null;
  }

  private String reason() {
    return "command %04Xh of queue %d did not end within %d ms"
        .formatted(lateCommandId, pair.queueId(), recovery.limits().commandNanos() / 1_000_000);
  }
}
