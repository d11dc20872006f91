package dev.orion.pci;

import java.util.concurrent.locks.LockSupport;

/**
 * Time as its owner hands it in. No driver reads a clock of its own, so that a whole stack can run
 * under a virtual one.
 */
public interface NanoClock {

  /** Nanoseconds from an arbitrary origin, never going back. */
  long nanoTime();

  /**
   * Lets about {@code nanos} nanoseconds pass. Wait loops call it between two looks at the device;
   * a simulation lets its model devices run here.
   */
  void pause(long nanos);

  /** The machine's monotonic clock. */
  static NanoClock system() {
    return SystemNanoClock.INSTANCE;
  }

  /** {@link System#nanoTime} and a parked thread. */
  enum SystemNanoClock implements NanoClock {
    INSTANCE;

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public void pause(long nanos) {
      LockSupport.parkNanos(nanos);
    }
  }
}
