package dev.orion.nvme;

import dev.orion.nvme.RecoveryEvent.Step;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Brings a controller that failed up again, or gives it up. Whoever notices first does it, in its
 * own thread; the owners of the queues see by the {@linkplain #generation generation} that the
 * controller has forgotten them, end their commands, and {@linkplain QueueWatch create} them again.
 *
 * <p>A new generation begins only when the controller can no longer reach memory for the commands
 * of the one before.
 */
final class ControllerRecovery {

  private static final int RESET_WINDOW = 4;

  private final NvmeController controller;
  private final RecoveryLimits limits;
  private final ReentrantLock recovering = new ReentrantLock();
  private final List<Consumer<RecoveryEvent>> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger generation = new AtomicInteger();
  private volatile boolean armed;
  private volatile String lastReason = "";
  private int resetsInARow;
  private long lastResetNanos;

  ControllerRecovery(NvmeController controller, RecoveryLimits limits) {
    this.controller = controller;
    this.limits = limits;
  }

  RecoveryLimits limits() {
    return limits;
  }

  /** Which life of the controller's queues this is; changes when all commands of one are lost. */
  int generation() {
    return generation.get();
  }

  /** Why the last reset was. */
  String lastReason() {
    return lastReason;
  }

  void addListener(Consumer<RecoveryEvent> listener) {
    listeners.add(listener);
  }

  /** From now on a failure is answered by a reset, and before by giving up. */
  void arm() {
    armed = true;
  }

  /** A failure is answered by giving up: the controller is being closed. */
  void disarm() {
    armed = false;
  }

  /** Whether some thread resets the controller, whose registers then say nothing of its health. */
  boolean isRunning() {
    return recovering.isLocked();
  }

  boolean isRunByCurrentThread() {
    return recovering.isHeldByCurrentThread();
  }

  /** Waits for the end of a recovery; returns the generation then. */
  int awaitEnd() {
    recovering.lock();
    try {
      return generation.get();
    } finally {
      recovering.unlock();
    }
  }

  /** Has the owners of the queues see that the controller was given up. */
  void giveUp(String reason) {
    generation.incrementAndGet();
    if (armed) {
      tell(Step.GONE, reason);
    }
  }

  void tell(Step step, String reason) {
    RecoveryEvent event = new RecoveryEvent(step, reason);
    for (Consumer<RecoveryEvent> listener : listeners) {
      try {
        listener.accept(event);
      } catch (RuntimeException e) { // It must not keep the controller from coming up again.
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
      }
    }
  }

  /**
   * Resets the controller, if it has not been since {@code seen} was its generation and nobody else
   * is at it. Afterwards the generation is another, or will be soon.
   */
  void recover(int seen, String reason) {
    if (recovering.isHeldByCurrentThread() || !recovering.tryLock()) {
      return;
    }
    try {
      if (generation.get() != seen || controller.hasFailed()) {
        return;
      }
      if (!armed || isHopeless()) {
        controller.fail(reason);
        return;
      }
      reset(reason);
    } finally {
      recovering.unlock();
    }
  }

  /**
   * Resets the controller because somebody wants that.
   *
   * @param prepare what to do first, with nobody else sending commands
   */
  void resetNow(String reason, Runnable prepare) {
    recovering.lock();
    try {
      if (!controller.hasFailed()) {
        prepare.run();
        reset(reason);
      }
    } finally {
      recovering.unlock();
    }
  }

  private boolean isHopeless() {
    long now = controller.clock().nanoTime();
    boolean inARow =
        resetsInARow > 0 && (now - lastResetNanos) / RESET_WINDOW < limits.commandNanos();
    resetsInARow = inARow ? resetsInARow + 1 : 1;
    lastResetNanos = now;
    return resetsInARow > limits.resets();
  }

  private void reset(String reason) {
    lastReason = reason;
    resetController(reason);
    if (controller.hasFailed()) { // Perhaps meanwhile, for another reason.
      controller.stopDma();
    }
  }

  private void resetController(String reason) {
    boolean stopped = false;
    try {
      tell(Step.CONTROLLER_RESET, reason);
      controller.stop();
      generation.incrementAndGet();
      stopped = true;
      controller.startAgain();
    } catch (IOException e) {
      resetFunction("%s; after a reset: %s".formatted(reason, e.getMessage()), stopped);
      return;
    }
    tell(Step.RECOVERED, reason);
  }

  private void resetFunction(String reason, boolean stopped) {
    try {
      tell(Step.FUNCTION_RESET, reason);
      controller.resetFunction();
      if (!stopped) {
        generation.incrementAndGet();
      }
      controller.startAgain();
    } catch (IOException e) {
      controller.fail("%s; after a reset of its function: %s".formatted(reason, e.getMessage()));
      return;
    }
    tell(Step.RECOVERED, reason);
  }
}
