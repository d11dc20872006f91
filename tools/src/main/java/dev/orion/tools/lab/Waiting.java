package dev.orion.tools.lab;

import java.io.InterruptedIOException;
import java.time.Duration;

/** Waiting, bounded, for what gives no notice of itself: a process of someone else's, a socket. */
final class Waiting {
  private static final long STEP_MILLIS = 10;

  private Waiting() {}

  /** A thing to wait for. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws LabException;
  }

  /**
   * Looks every 10 ms until the condition holds or the time is up.
   *
   * @return whether the condition holds
   * @throws InterruptedIOException if the thread is interrupted, which stays marked so
   */
  static boolean until(Duration limit, Condition condition)
      throws LabException, InterruptedIOException {
    long deadlineNanos = System.nanoTime() + limit.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadlineNanos >= 0) {
        return false;
      }
      try {
        Thread.sleep(STEP_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        InterruptedIOException interrupted =
            new InterruptedIOException("interrupted while waiting");
        interrupted.initCause(e);
        throw interrupted;
      }
    }
    return true;
  }
}
