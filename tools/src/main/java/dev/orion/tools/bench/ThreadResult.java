package dev.orion.tools.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a thread's result of what it measured on its devices.
 *
 * @param job what it did
 * @param groupId which group of jobs it belongs to
 * @param workloadNanos how long that took
 * @param readBackNanos how long reading what it wrote took
 */
record ThreadResult(BenchJob job, int groupId, long workloadNanos, long readBackNanos) {

  JobResult of(
      List<BenchLane> lanes, RateSeries series, ThreadUsage usage, @Nullable IOException failure) {
    LatencyHistogram sync = new LatencyHistogram();
    LatencyHistogram reset = new LatencyHistogram();
    DepthLevels depths = new DepthLevels();
    for (BenchLane lane : lanes) {
      sync.add(lane.stats().service(IoDirection.SYNC));
      reset.add(lane.stats().service(IoDirection.RESET));
      depths.add(lane.stats().depths());
    }
    long readNanos = (job.pattern().has(IoDirection.READ) ? workloadNanos : 0) + readBackNanos;
    return new JobResult(
        job,
        groupId,
        lanes.stream().map(BenchLane::deviceName).toList(),
        lanes.getFirst().region(),
        direction(IoDirection.READ, readNanos, lanes, series),
        direction(IoDirection.WRITE, workloadNanos, lanes, series),
        direction(IoDirection.TRIM, workloadNanos, lanes, series),
        sync,
        reset,
        Duration.ofNanos(workloadNanos + readBackNanos),
        lanes.stream().mapToInt(BenchLane::ioDepth).sum(),
        depths,
        usage,
        series,
        null,
        failure);
  }

  private static DirectionResult direction(
      IoDirection direction, long runtimeNanos, List<BenchLane> lanes, RateSeries series) {
    LatencyHistogram service = new LatencyHistogram();
    LatencyHistogram response = new LatencyHistogram();
    long bytes = 0;
    for (BenchLane lane : lanes) {
      service.add(lane.stats().service(direction));
      response.add(lane.stats().response(direction));
      bytes += lane.stats().bytes(direction);
    }
    return new DirectionResult(
        service.count(),
        bytes,
        service.count() == 0 ? Duration.ZERO : Duration.ofNanos(runtimeNanos),
        service,
        response,
        series.iops(direction),
        series.bytesPerSecond(direction));
  }
}
