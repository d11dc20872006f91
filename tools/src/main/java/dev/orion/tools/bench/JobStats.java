package dev.orion.tools.bench;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What one thread measures on one device. Belongs to it, but for the published counts, until it has
 * ended.
 */
final class JobStats {
  private static final int DIRECTIONS = IoDirection.values().length;

  private final Counters[] directions = new Counters[DIRECTIONS];
  private final AtomicLong publishedLatencyNanos = new AtomicLong();
  private DepthLevels depths = new DepthLevels();
  private long latencyNanos;

  private static final class Counters {
    final LatencyHistogram service = new LatencyHistogram();
    final LatencyHistogram response = new LatencyHistogram();
    final AtomicLong publishedIos = new AtomicLong();
    final AtomicLong publishedBytes = new AtomicLong();
    long ios;
    long bytes;
    long bytesBefore;
  }

  JobStats() {
    for (int index = 0; index < DIRECTIONS; index++) {
      directions[index] = new Counters();
    }
  }

  /** Counts an I/O that went as fast as it could. */
  void record(IoDirection direction, long lengthBytes, long nanos) {
    Counters stats = of(direction);
    stats.service.record(nanos);
    stats.ios++;
    stats.bytes += lengthBytes;
    latencyNanos += nanos;
  }

  /** Counts an I/O that had its time to start, and what it took from then on. */
  void record(IoDirection direction, long lengthBytes, long nanos, long responseNanos) {
    record(direction, lengthBytes, nanos);
    of(direction).response.record(responseNanos);
  }

  /** Shows the counts to other threads, which costs plain stores on x86-64; once for each batch. */
  void publish() {
    for (Counters stats : directions) {
      stats.publishedIos.setRelease(stats.ios);
      stats.publishedBytes.setRelease(stats.bytes);
    }
    publishedLatencyNanos.setRelease(latencyNanos);
  }

  /** I/Os completed since the start, ramp time included. For any thread. */
  long publishedIos(IoDirection direction) {
    return of(direction).publishedIos.getAcquire();
  }

  /** Bytes moved or discarded since the start, ramp time included. For any thread. */
  long publishedBytes(IoDirection direction) {
    return of(direction).publishedBytes.getAcquire();
  }

  /** The sum of all latencies since the start, ramp time included. For any thread. */
  long publishedLatencyNanos() {
    return publishedLatencyNanos.getAcquire();
  }

  /** Forgets all but the published counts. */
  void reset() {
    for (Counters stats : directions) {
      stats.service.reset();
      stats.response.reset();
      stats.bytesBefore = stats.bytes;
    }
    depths = new DepthLevels();
  }

  /** From submission to end. */
  LatencyHistogram service(IoDirection direction) {
    return of(direction).service;
  }

  /** From when the I/O was to start to its end; empty where nothing limits the rate. */
  LatencyHistogram response(IoDirection direction) {
    return of(direction).response;
  }

  /** Bytes moved or discarded, ramp time excluded. */
  long bytes(IoDirection direction) {
    return of(direction).bytes - of(direction).bytesBefore;
  }

  DepthLevels depths() {
    return depths;
  }

  private Counters of(IoDirection direction) {
    return directions[direction.index()];
  }
}
