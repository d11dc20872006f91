package dev.orion.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How one thread of a job went, or all of them together.
 *
 * @param read its reads, those that verified included
 * @param write its writes
 * @param trim its discards
 * @param syncLatency latencies of its flushes
 * @param runtime how long it took, ramp time excluded
 * @param ioDepth I/Os it kept in flight: fewer than asked for if the device grants no more
 * @param depths how many I/Os were in flight, submitted and completed together
 * @param usage what it took from the kernel, ramp time excluded
 * @param failure what ended it early, or null
 */
public record JobResult(
    DirectionResult read,
    DirectionResult write,
    DirectionResult trim,
    LatencyHistogram syncLatency,
    Duration runtime,
    int ioDepth,
    DepthLevels depths,
    ThreadUsage usage,
    @Nullable IOException failure) {

  /** Reads, writes and trims. */
  public DirectionResult direction(IoDirection direction) {
    return switch (direction) {
      case READ -> read;
      case WRITE -> write;
      case TRIM -> trim;
      case SYNC -> throw new IllegalArgumentException("a flush moves no data");
    };
  }

  /**
   * Of several threads together: counts and rates add up, times are the longest.
   *
   * @param jobs at least one
   * @param rates the sum's rates
   */
  static JobResult sum(List<JobResult> jobs, Map<IoDirection, RateSamples> rates) {
    LatencyHistogram sync = new LatencyHistogram();
    DepthLevels depths = new DepthLevels();
    ThreadUsage usage = ThreadUsage.ZERO;
    Duration runtime = Duration.ZERO;
    int ioDepth = 0;
    IOException failure = null;
    for (JobResult job : jobs) {
      sync.add(job.syncLatency);
      depths.add(job.depths);
      usage = usage.plus(job.usage);
      runtime = longer(runtime, job.runtime);
      ioDepth = Math.max(ioDepth, job.ioDepth);
      failure = failure == null ? job.failure : failure;
    }
    return new JobResult(
        sum(jobs, IoDirection.READ, rates),
        sum(jobs, IoDirection.WRITE, rates),
        sum(jobs, IoDirection.TRIM, rates),
        sync,
        runtime,
        ioDepth,
        depths,
        usage,
        failure);
  }

  private static DirectionResult sum(
      List<JobResult> jobs, IoDirection direction, Map<IoDirection, RateSamples> rates) {
    long ioCount = 0;
    long ioBytes = 0;
    Duration runtime = Duration.ZERO;
    LatencyHistogram latency = new LatencyHistogram();
    for (JobResult job : jobs) {
      DirectionResult part = job.direction(direction);
      ioCount += part.ioCount();
      ioBytes += part.ioBytes();
      runtime = longer(runtime, part.runtime());
      latency.add(part.latency());
    }
    return new DirectionResult(
        ioCount, ioBytes, runtime, latency, rates.getOrDefault(direction, RateSamples.NONE));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
