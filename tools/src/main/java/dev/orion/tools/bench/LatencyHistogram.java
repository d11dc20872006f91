package dev.orion.tools.bench;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Latencies, kept to three significant digits up to an hour. A longer one counts as an hour. Not
 * thread-safe while it is recorded to; constant once in a result.
 */
public final class LatencyHistogram {
  private static final long MAX_NANOS = 3_600_000_000_000L;
  private static final int SIGNIFICANT_DIGITS = 3;

  /** Takes some 270 KB, so it is made when there is something to count. */
  private @Nullable Histogram histogram;

  LatencyHistogram() {}

  void record(long nanos) {
    made().recordValue(Math.min(nanos, MAX_NANOS));
  }

  void reset() {
    if (!isEmpty()) {
      made().reset();
    }
  }

  void add(LatencyHistogram other) {
    if (!other.isEmpty()) {
      made().add(other.made());
    }
  }

  private Histogram made() {
    Histogram made = histogram;
    if (made == null) {
      made = new Histogram(MAX_NANOS, SIGNIFICANT_DIGITS);
      histogram = made;
    }
    return made;
  }

  /** How many there are. */
  public long count() {
    Histogram made = histogram;
    return made == null ? 0 : made.getTotalCount();
  }

  /** The shortest, or 0 if there is none. */
  public long minNanos() {
    return isEmpty() ? 0 : made().getMinValue();
  }

  /** The longest, or 0 if there is none. */
  public long maxNanos() {
    return isEmpty() ? 0 : made().getMaxValue();
  }

  /** The mean, or 0 if there is none. */
  public double meanNanos() {
    return isEmpty() ? 0 : made().getMean();
  }

  /** The standard deviation, or 0 if there is none. */
  public double standardDeviationNanos() {
    return isEmpty() ? 0 : made().getStdDeviation();
  }

  /** What this share of them, 0 to 100 percent, is no longer than; 0 if there is none. */
  public long nanosAtPercentile(double percentile) {
    return isEmpty() ? 0 : made().getValueAtPercentile(percentile);
  }

  /**
   * How many are at least {@code fromNanos} long and shorter than {@code toNanos}. One that is told
   * from a limit by less than the precision may count on either side of it, but on one only.
   */
  public long countBetween(long fromNanos, long toNanos) {
    return countBelow(toNanos) - countBelow(fromNanos);
  }

  /**
   * Calls with every class of latencies that occurred: one of them in nanoseconds, and how many.
   */
  public void forEach(BinConsumer consumer) {
    if (!isEmpty()) {
      made()
          .recordedValues()
          .forEach(
              each -> consumer.accept(each.getValueIteratedTo(), each.getCountAtValueIteratedTo()));
    }
  }

  /** Takes a latency and how many there are. */
  @FunctionalInterface
  public interface BinConsumer {
    /** So many of them. */
    void accept(long nanos, long count);
  }

  private long countBelow(long nanos) {
    return nanos <= 0 || isEmpty()
        ? 0
        : made().getCountBetweenValues(0, Math.min(nanos - 1, MAX_NANOS));
  }

  private boolean isEmpty() {
    return count() == 0;
  }
}
