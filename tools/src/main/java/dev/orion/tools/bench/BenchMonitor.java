package dev.orion.tools.bench;

import dev.orion.tools.bench.BenchProgress.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Watches the threads of a run from outside: samples their rates, and reports progress. */
final class BenchMonitor {
  private static final long INTERVAL_NANOS = 500_000_000;

  private final BenchJob job;
  private final List<BenchWorker> workers;
  private final BenchProgress.Listener listener;
  private final long ioCountToDo;
  private final long rampNanos;
  private final long startNanos = System.nanoTime();
  private final List<Meter> meters = new ArrayList<>();
  private final Meter total;

  private long lastNanos = startNanos;
  private long rampIoCount;
  private long endNanos;

  BenchMonitor(
      BenchJob job, IoRegion region, List<BenchWorker> workers, BenchProgress.Listener listener) {
    this.job = job;
    this.workers = workers;
    this.listener = listener;
    ioCountToDo = region.ioCount() * workers.size();
    rampNanos = job.rampTime().toNanos();
    for (BenchWorker worker : workers) {
      meters.add(new Meter(worker.stats()::published));
    }
    total = new Meter(each -> meters.stream().mapToLong(meter -> meter.lastCount(each)).sum());
  }

  /** Returns when all threads have ended. */
  void watch() throws InterruptedException {
    for (BenchWorker worker : workers) {
      while (!worker.awaitEnd(lastNanos + INTERVAL_NANOS - System.nanoTime())) {
        look();
      }
    }
    endNanos = System.nanoTime();
  }

  private void look() {
    long now = System.nanoTime();
    boolean verifying = workers.stream().anyMatch(BenchWorker::isReadingBack);
    boolean sampled = lastNanos - startNanos >= rampNanos && !verifying;
    double seconds = (now - lastNanos) / 1e9;
    meters.forEach(meter -> meter.look(seconds, sampled));
    Map<IoDirection, Double> iops = total.look(seconds, sampled);
    lastNanos = now;
    report(now - startNanos, verifying, iops);
  }

  private void report(long elapsedNanos, boolean verifying, Map<IoDirection, Double> iops) {
    long ioCount = IoDirection.DATA_DIRECTIONS.stream().mapToLong(total::lastCount).sum();
    long measuredNanos = elapsedNanos - rampNanos;
    Phase phase = verifying ? Phase.VERIFY : measuredNanos < 0 ? Phase.RAMP : Phase.RUN;
    double fraction =
        switch (phase) {
          case RAMP -> (double) elapsedNanos / rampNanos;
          case RUN -> fractionDone(measuredNanos, ioCount - rampIoCount);
          case VERIFY -> 1;
        };
    if (phase == Phase.RAMP) {
      rampIoCount = ioCount;
    }
    Optional<Duration> remaining =
        phase == Phase.RUN && fraction > 0
            ? Optional.of(Duration.ofNanos((long) (measuredNanos * (1 - fraction) / fraction)))
            : Optional.empty();
    listener.onProgress(
        new BenchProgress(
            phase,
            Duration.ofNanos(elapsedNanos),
            fraction,
            remaining,
            iops,
            job.blockSizeBytes()));
  }

  private double fractionDone(long measuredNanos, long ioCount) {
    double byTime = job.runtime().isZero() ? 0 : (double) measuredNanos / job.runtime().toNanos();
    double byCount = job.timeBased() ? 0 : (double) ioCount / ioCountToDo;
    return Math.min(1, Math.max(byTime, byCount));
  }

  /** A thread's rates. */
  Map<IoDirection, RateSamples> samples(int jobIndex) {
    return meters.get(jobIndex).samples();
  }

  /** The rates of all threads together. */
  Map<IoDirection, RateSamples> totalSamples() {
    return total.samples();
  }

  /** From start to end. */
  long elapsedNanos() {
    return endNanos - startNanos;
  }

  /** Makes rates of counts. */
  private final class Meter {
    private final ToLongFunction<IoDirection> counter;
    private final Map<IoDirection, Long> lastCounts = new EnumMap<>(IoDirection.class);
    private final Map<IoDirection, RateSamples.Collector> collectors =
        new EnumMap<>(IoDirection.class);

    Meter(ToLongFunction<IoDirection> counter) {
      this.counter = counter;
    }

    /** Returns the rates since the last look. */
    Map<IoDirection, Double> look(double seconds, boolean sampled) {
      Map<IoDirection, Double> rates = new EnumMap<>(IoDirection.class);
      for (IoDirection direction : IoDirection.DATA_DIRECTIONS) {
        long count = counter.applyAsLong(direction);
        double rate = (count - lastCount(direction)) / seconds;
        lastCounts.put(direction, count);
        rates.put(direction, rate);
        if (sampled && job.pattern().has(direction)) {
          collectors.computeIfAbsent(direction, _ -> new RateSamples.Collector()).add(rate);
        }
      }
      return rates;
    }

    long lastCount(IoDirection direction) {
      return lastCounts.getOrDefault(direction, 0L);
    }

    Map<IoDirection, RateSamples> samples() {
      Map<IoDirection, RateSamples> samples = new EnumMap<>(IoDirection.class);
      collectors.forEach((direction, collector) -> samples.put(direction, collector.samples()));
      return samples;
    }
  }
}
