package dev.orion.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one thread of a job went, or several of them together.
 *
 * @param job what it was to do; of several, the first one's
 * @param groupId the group of jobs it belongs to, from zero
 * @param devices names of the devices it worked on
 * @param region where on the first of them
 * @param read its reads, those that verified included
 * @param write its writes
 * @param trim its discards
 * @param syncLatency latencies of its flushes
 * @param resetLatency latencies of its zone resets
 * @param runtime how long it took, ramp time excluded
 * @param ioDepth I/Os it kept in flight: fewer than asked for if a device grants no more; of
 *     several, the most
 * @param depths how many I/Os were in flight, submitted and completed together
 * @param usage what it took from the kernel, ramp time excluded
 * @param series its rates over time
 * @param steadyState whether its job became steady, or null if nobody asked
 * @param failure what ended it early, or null
 */
public record JobResult(
    BenchJob job,
    int groupId,
    List<String> devices,
    BenchResult.Region region,
    DirectionResult read,
    DirectionResult write,
    DirectionResult trim,
    LatencyHistogram syncLatency,
    LatencyHistogram resetLatency,
    Duration runtime,
    int ioDepth,
    DepthLevels depths,
    ThreadUsage usage,
    RateSeries series,
    @Nullable SteadyStateResult steadyState,
    @Nullable IOException failure) {

  /** Copies the list. */
  public JobResult {
    devices = List.copyOf(devices);
  }

  /** Reads, writes and trims. */
  public DirectionResult direction(IoDirection direction) {
    return switch (direction) {
      case READ -> read;
      case WRITE -> write;
      case TRIM -> trim;
      case SYNC, RESET -> throw new IllegalArgumentException(direction + " moves no data");
    };
  }

  /** The same with what was found about its job's steady state. */
  JobResult with(@Nullable SteadyStateResult found) {
    return new JobResult(
        job,
        groupId,
        devices,
        region,
        read,
        write,
        trim,
        syncLatency,
        resetLatency,
        runtime,
        ioDepth,
        depths,
        usage,
        series,
        found,
        failure);
  }

  /**
   * Of several threads together: counts add up, times are the longest.
   *
   * @param jobs at least one
   * @param series all their rates together
   */
  static JobResult sum(List<JobResult> jobs, RateSeries series) {
    JobResult first = jobs.getFirst();
    LatencyHistogram sync = new LatencyHistogram();
    LatencyHistogram reset = new LatencyHistogram();
    DepthLevels depths = new DepthLevels();
    ThreadUsage usage = ThreadUsage.ZERO;
    Duration runtime = Duration.ZERO;
    Set<String> devices = new LinkedHashSet<>();
    int ioDepth = 0;
    IOException failure = null;
    for (JobResult job : jobs) {
      sync.add(job.syncLatency);
      reset.add(job.resetLatency);
      depths.add(job.depths);
      usage = usage.plus(job.usage);
      runtime = longer(runtime, job.runtime);
      devices.addAll(job.devices);
      ioDepth = Math.max(ioDepth, job.ioDepth);
      failure = failure == null ? job.failure : failure;
    }
    return new JobResult(
        first.job,
        first.groupId,
        List.copyOf(devices),
        first.region,
        sum(jobs, IoDirection.READ, series),
        sum(jobs, IoDirection.WRITE, series),
        sum(jobs, IoDirection.TRIM, series),
        sync,
        reset,
        runtime,
        ioDepth,
        depths,
        usage,
        series,
        first.steadyState,
        failure);
  }

  private static DirectionResult sum(
      List<JobResult> jobs, IoDirection direction, RateSeries series) {
    long ioCount = 0;
    long ioBytes = 0;
    Duration runtime = Duration.ZERO;
    LatencyHistogram latency = new LatencyHistogram();
    LatencyHistogram response = new LatencyHistogram();
    boolean anyResponse =
        jobs.stream().anyMatch(job -> job.direction(direction).response().count() > 0);
    for (JobResult job : jobs) {
      DirectionResult part = job.direction(direction);
      ioCount += part.ioCount();
      ioBytes += part.ioBytes();
      runtime = longer(runtime, part.runtime());
      latency.add(part.latency());
      if (anyResponse) {
        response.add(part.totalLatency());
      }
    }
    return new DirectionResult(
        ioCount,
        ioBytes,
        runtime,
        latency,
        response,
        series.iops(direction),
        series.bytesPerSecond(direction));
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) >= 0 ? a : b;
  }
}
