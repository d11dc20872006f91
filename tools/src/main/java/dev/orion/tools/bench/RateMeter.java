package dev.orion.tools.bench;

import java.util.ArrayList;
import java.util.List;

/** Makes rates of the counts of some threads. For one thread, which looks now and then. */
final class RateMeter {
  private final List<JobStats> stats;
  private final List<RateSeries.Sample> samples = new ArrayList<>();

  private PerDirection<Long> ios = PerDirection.all(0L);
  private PerDirection<Long> bytes = PerDirection.all(0L);
  private long latencyNanos;
  private long lastLatencyNanos;
  private RateSeries.Sample last =
      new RateSeries.Sample(0, 0, PerDirection.all(0.0), PerDirection.all(0.0));

  RateMeter(List<JobStats> stats) {
    this.stats = List.copyOf(stats);
  }

  /**
   * Takes the counts since the last look.
   *
   * @param endSeconds now, from the start of the run
   * @param kept whether the rates are part of the series
   */
  void look(double endSeconds, double lengthSeconds, boolean kept) {
    PerDirection<Long> nowIos = counts(true);
    PerDirection<Long> nowBytes = counts(false);
    last =
        new RateSeries.Sample(
            endSeconds,
            lengthSeconds,
            rates(nowIos, ios, lengthSeconds),
            rates(nowBytes, bytes, lengthSeconds));
    ios = nowIos;
    bytes = nowBytes;
    lastLatencyNanos = latencyNanos;
    latencyNanos = stats.stream().mapToLong(JobStats::publishedLatencyNanos).sum();
    if (kept) {
      samples.add(last);
    }
  }

  private PerDirection<Long> counts(boolean ofIos) {
    return new PerDirection<>(
        count(IoDirection.READ, ofIos),
        count(IoDirection.WRITE, ofIos),
        count(IoDirection.TRIM, ofIos));
  }

  private long count(IoDirection direction, boolean ofIos) {
    return stats.stream()
        .mapToLong(each -> ofIos ? each.publishedIos(direction) : each.publishedBytes(direction))
        .sum();
  }

  private static PerDirection<Double> rates(
      PerDirection<Long> now, PerDirection<Long> before, double seconds) {
    return new PerDirection<>(
        (now.read() - before.read()) / seconds,
        (now.write() - before.write()) / seconds,
        (now.trim() - before.trim()) / seconds);
  }

  /** The rates at the last look. */
  RateSeries.Sample last() {
    return last;
  }

  /** The sum of latencies between the last two looks. */
  long lastLatencyNanos() {
    return latencyNanos - lastLatencyNanos;
  }

  /** Bytes up to the last look. */
  long bytesDone() {
    return bytes.read() + bytes.write() + bytes.trim();
  }

  /** The rates kept. */
  RateSeries series() {
    return new RateSeries(samples);
  }
}
