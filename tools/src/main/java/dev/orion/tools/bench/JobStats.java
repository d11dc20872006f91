package dev.orion.tools.bench;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What one thread measures. Belongs to it, but for the published counts, until it has ended. */
final class JobStats {
  private final Map<IoDirection, PerDirection> directions = new EnumMap<>(IoDirection.class);
  private DepthLevels depths = new DepthLevels();

  private static final class PerDirection {
    final LatencyHistogram latency = new LatencyHistogram();
    final AtomicLong published = new AtomicLong();
    long completed;
  }

  JobStats() {
    for (IoDirection direction : IoDirection.values()) {
      directions.put(direction, new PerDirection());
    }
  }

  /** Counts an I/O, and lets {@link #published} know of it, which costs a plain store on x86-64. */
  void record(IoDirection direction, long latencyNanos) {
    PerDirection stats = of(direction);
    stats.latency.record(latencyNanos);
    stats.published.setRelease(++stats.completed);
  }

  /** I/Os completed since the start, ramp time included. For any thread. */
  long published(IoDirection direction) {
    return of(direction).published.getAcquire();
  }

  /** Forgets all but the published counts. */
  void reset() {
    directions.values().forEach(stats -> stats.latency.reset());
    depths = new DepthLevels();
  }

  LatencyHistogram latency(IoDirection direction) {
    return of(direction).latency;
  }

  DepthLevels depths() {
    return depths;
  }

  private PerDirection of(IoDirection direction) {
    PerDirection stats = directions.get(direction);
    if (stats == null) {
      throw new IllegalArgumentException(direction.toString());
    }
    return stats;
  }
}
