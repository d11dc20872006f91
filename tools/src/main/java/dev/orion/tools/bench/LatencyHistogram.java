package dev.orion.tools.bench;

import org.HdrHistogram.Histogram;

/**
 * Latencies, kept to three significant digits up to an hour. A longer one counts as an hour. Not
 * thread-safe while it is recorded to; constant once in a result.
 */
public final class LatencyHistogram {
  private static final long MAX_NANOS = 3_600_000_000_000L;
  private static final int SIGNIFICANT_DIGITS = 3;

  private final Histogram histogram = new Histogram(MAX_NANOS, SIGNIFICANT_DIGITS);

  LatencyHistogram() {}

  void record(long nanos) {
    histogram.recordValue(Math.min(nanos, MAX_NANOS));
  }

  void reset() {
    histogram.reset();
  }

  void add(LatencyHistogram other) {
    histogram.add(other.histogram);
  }

  /** How many there are. */
  public long count() {
    return histogram.getTotalCount();
  }

  /** The shortest, or 0 if there is none. */
  public long minNanos() {
    return isEmpty() ? 0 : histogram.getMinValue();
  }

  /** The longest, or 0 if there is none. */
  public long maxNanos() {
    return histogram.getMaxValue();
  }

  /** The mean, or 0 if there is none. */
  public double meanNanos() {
    return isEmpty() ? 0 : histogram.getMean();
  }

  /** The standard deviation, or 0 if there is none. */
  public double standardDeviationNanos() {
    return isEmpty() ? 0 : histogram.getStdDeviation();
  }

  /** What this share of them, 0 to 100 percent, is no longer than; 0 if there is none. */
  public long nanosAtPercentile(double percentile) {
    return histogram.getValueAtPercentile(percentile);
  }

  /**
   * How many are at least {@code fromNanos} long and shorter than {@code toNanos}. One that is told
   * from a limit by less than the precision may count on either side of it, but on one only.
   */
  public long countBetween(long fromNanos, long toNanos) {
    return countBelow(toNanos) - countBelow(fromNanos);
  }

  private long countBelow(long nanos) {
    return nanos <= 0 ? 0 : histogram.getCountBetweenValues(0, Math.min(nanos - 1, MAX_NANOS));
  }

  private boolean isEmpty() {
    return count() == 0;
  }
}
