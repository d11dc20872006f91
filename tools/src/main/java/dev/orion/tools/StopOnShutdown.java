package dev.orion.tools;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets work end in good order when the process is told to end, by Ctrl-C above all: asks it to
 * stop, and holds the process until it is closed, but not for longer than {@link
 * #PATIENCE_SECONDS}.
 */
final class StopOnShutdown implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook = new Thread(this::shutDown, "stop-on-shutdown");
  private Runnable stop = () -> {};
  private boolean holding;
  private boolean stopping;

  /**
   * Holds the process from now on, and sets what asks the work that comes next to stop, from
   * another thread; at once if the process has been told to end.
   */
  synchronized void onShutdown(Runnable stop) {
    this.stop = stop;
    if (!holding) {
      holding = true;
      try {
        Runtime.getRuntime().addShutdownHook(hook);
      } catch (IllegalStateException e) {
        stopping = true;
      }
    }
    if (stopping) {
      stop.run();
    }
  }

  private void shutDown() {
    synchronized (this) {
      stopping = true;
      stop.run();
    }
    try {
      boolean _ = closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Lets the process end. */
  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook runs already and now ends.
    }
  }
}
