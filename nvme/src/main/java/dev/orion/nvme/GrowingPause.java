package dev.orion.nvme;

import dev.orion.pci.NanoClock;

/** Pauses between looks at something slow: from 10 ms on, each twice as long, up to a second. */
final class GrowingPause {
  private static final long FIRST_NANOS = 10_000_000;
  private static final long LAST_NANOS = 1_000_000_000;

  private final NanoClock clock;
  private long nanos = FIRST_NANOS;

  GrowingPause(NanoClock clock) {
    this.clock = clock;
  }

  /** Waits for the next look. */
  void next() {
    clock.pause(nanos);
    nanos = Math.min(2 * nanos, LAST_NANOS);
  }
}
