package dev.orion.tools.bench;

import java.time.Duration;

/**
 * How the I/Os of one direction went.
 *
 * @param ioCount I/Os completed without error
 * @param ioBytes bytes moved or discarded by them
 * @param runtime how long the job did I/Os of this direction
 * @param latency service time: from the start of building a command to having noticed its end
 * @param response response time: from when an I/O was to start to having noticed its end; empty
 *     where nothing limited the rate, for then both are the same
 * @param rates I/Os a second over the run
 * @param bandwidth bytes a second over the run
 */
public record DirectionResult(
    long ioCount,
    long ioBytes,
    Duration runtime,
    LatencyHistogram latency,
    LatencyHistogram response,
    RateSamples rates,
    RateSamples bandwidth) {

  /** I/Os a second. */
  public double iops() {
    return perSecond(ioCount);
  }

  /** Bytes a second. */
  public double bytesPerSecond() {
    return perSecond(ioBytes);
  }

  /** Response times; where nothing limited the rate, service times. */
  public LatencyHistogram totalLatency() {
    return response.count() == 0 ? latency : response;
  }

  private double perSecond(long count) {
    return runtime.isZero() ? 0 : count * 1e9 / runtime.toNanos();
  }
}
