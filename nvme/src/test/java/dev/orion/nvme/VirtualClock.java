package dev.orion.nvme;

import dev.orion.pci.NanoClock;

/** A clock that moves only when somebody waits, and lets a model work meanwhile. */
final class VirtualClock implements NanoClock {

  private long now;
  Runnable whilePausing = () -> {};

  @Override
  public synchronized long nanoTime() {
    return now;
  }

  @Override
  public void pause(long nanos) {
    synchronized (this) {
      now += nanos;
    }
    whilePausing.run();
  }
}
