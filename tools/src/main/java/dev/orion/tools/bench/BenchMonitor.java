package dev.orion.tools.bench;

import dev.orion.tools.bench.BenchProgress.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Watches the threads of jobs that run together from outside: samples their rates, and reports
 * progress.
 */
final class BenchMonitor {
  private static final long INTERVAL_NANOS = 500_000_000;

  private final List<RunningJob> jobs;
  private final BenchProgress.Listener listener;
  private final long runStartNanos;
  private final long startNanos = System.nanoTime();
  private final List<JobWatch> watches;
  private final Map<BenchWorker, RateMeter> threads = new LinkedHashMap<>();
  private final Map<String, RateMeter> devices = new LinkedHashMap<>();
  private final Map<Integer, RateMeter> groups = new LinkedHashMap<>();
  private final RateMeter total;

  private long lastNanos = startNanos;

  /**
   * Watches jobs that start now.
   *
   * @param runStartNanos when the first job of the run started
   */
  BenchMonitor(List<RunningJob> jobs, long runStartNanos, BenchProgress.Listener listener) {
    this.jobs = jobs;
    this.runStartNanos = runStartNanos;
    this.listener = listener;
    watches = jobs.stream().map(JobWatch::new).toList();
    Map<String, List<JobStats>> byDevice = new LinkedHashMap<>();
    Map<Integer, List<JobStats>> byGroup = new LinkedHashMap<>();
    List<JobStats> all = new ArrayList<>();
    for (RunningJob job : jobs) {
      byGroup.computeIfAbsent(job.groupId(), _ -> new ArrayList<>()).addAll(job.stats());
      all.addAll(job.stats());
      for (BenchWorker worker : job.workers()) {
        List<BenchLane> lanes = worker.lanes();
        threads.put(worker, new RateMeter(lanes.stream().map(BenchLane::stats).toList()));
        lanes.forEach(
            lane ->
                byDevice
                    .computeIfAbsent(lane.deviceName(), _ -> new ArrayList<>())
                    .add(lane.stats()));
      }
    }
    byDevice.forEach((name, stats) -> devices.put(name, new RateMeter(stats)));
    byGroup.forEach((groupId, stats) -> groups.put(groupId, new RateMeter(stats)));
    total = new RateMeter(all);
  }

  /** Returns when all threads have ended. */
  void watch() throws InterruptedException {
    for (BenchWorker worker : threads.keySet()) {
      while (!worker.awaitEnd(lastNanos + INTERVAL_NANOS - System.nanoTime())) {
        look();
      }
    }
  }

  private void look() {
    long now = System.nanoTime();
    long lastElapsed = lastNanos - startNanos;
    double end = (now - runStartNanos) / 1e9;
    double length = (now - lastNanos) / 1e9;
    boolean allMeasure = true;
    for (RunningJob job : jobs) {
      boolean measures =
          lastElapsed >= job.job().end().rampTime().toNanos() && !job.isReadingBack();
      allMeasure &= measures || job.hasEnded();
      for (BenchWorker worker : job.workers()) {
        meter(worker).look(end, length, measures && !worker.hasEnded());
      }
    }
    boolean kept = allMeasure;
    devices.values().forEach(meter -> meter.look(end, length, kept));
    groups.values().forEach(meter -> meter.look(end, length, kept));
    total.look(end, length, kept);
    watches.forEach(watch -> watch.look(now - startNanos));
    lastNanos = now;
    report(now - startNanos);
  }

  private void report(long elapsedNanos) {
    boolean verifying = jobs.stream().anyMatch(RunningJob::isReadingBack);
    List<JobWatch> going = watches.stream().filter(watch -> !watch.hasEnded()).toList();
    boolean ramping =
        !going.isEmpty() && going.stream().allMatch(watch -> watch.isRamping(elapsedNanos));
    Phase phase = verifying ? Phase.VERIFY : ramping ? Phase.RAMP : Phase.RUN;
    double fraction =
        verifying
            ? 1
            : going.stream().mapToDouble(watch -> watch.fractionDone(elapsedNanos)).min().orElse(1);
    Optional<Long> remaining =
        going.stream()
            .map(watch -> watch.remainingNanos(elapsedNanos))
            .max(Comparator.naturalOrder())
            .filter(nanos -> nanos >= 0 && phase == Phase.RUN);
    RateSeries.Sample last = total.last();
    listener.onProgress(
        new BenchProgress(
            phase,
            Duration.ofNanos(elapsedNanos),
            fraction,
            remaining.map(Duration::ofNanos),
            last.iops(),
            last.bytesPerSecond()));
  }

  private RateMeter meter(BenchWorker worker) {
    RateMeter meter = threads.get(worker);
    if (meter == null) {
      throw new IllegalArgumentException("a thread of other jobs");
    }
    return meter;
  }

  /** Each thread's result, after the end. */
  List<JobResult> results() {
    List<JobResult> results = new ArrayList<>();
    for (int index = 0; index < jobs.size(); index++) {
      RunningJob job = jobs.get(index);
      SteadyStateResult steadyState = watches.get(index).steadyState();
      for (BenchWorker worker : job.workers()) {
        results.add(worker.result(job.groupId(), meter(worker).series()).with(steadyState));
      }
    }
    return results;
  }

  /** The rates of each device. */
  Map<String, RateSeries> devices() {
    return seriesOf(devices);
  }

  /** The rates of each group. */
  Map<Integer, RateSeries> groups() {
    return seriesOf(groups);
  }

  private static <K> Map<K, RateSeries> seriesOf(Map<K, RateMeter> meters) {
    Map<K, RateSeries> series = new LinkedHashMap<>();
    meters.forEach((key, meter) -> series.put(key, meter.series()));
    return series;
  }

  /** The rates of all threads together. */
  RateSeries total() {
    return total.series();
  }
}
