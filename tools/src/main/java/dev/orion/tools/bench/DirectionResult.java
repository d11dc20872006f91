package dev.orion.tools.bench;

import java.time.Duration;

/**
 * How the I/Os of one direction went.
 *
 * @param ioCount I/Os completed without error
 * @param ioBytes bytes moved or discarded by them
 * @param runtime how long the job did I/Os of this direction
 * @param latency from the start of building a command to having noticed its end
 * @param rates I/Os a second over the run
 */
public record DirectionResult(
    long ioCount, long ioBytes, Duration runtime, LatencyHistogram latency, RateSamples rates) {

  /** I/Os a second. */
  public double iops() {
    return perSecond(ioCount);
  }

  /** Bytes a second. */
  public double bytesPerSecond() {
    return perSecond(ioBytes);
  }

  private double perSecond(long count) {
    return runtime.isZero() ? 0 : count * 1e9 / runtime.toNanos();
  }
}
