package dev.orion.tools.bench.html;

import java.util.List;

/**
 * How long I/Os took, in nanoseconds.
 *
 * @param count how many there were
 * @param minNanos the shortest
 * @param meanNanos their mean
 * @param maxNanos the longest
 * @param percentiles those that tables show: percentile, 0 to 100, and latency
 * @param curve the same for plots: many, ascending, the last of them the longest latency
 * @param histogram how many took how long, ascending and without gaps
 */
public record Latencies(
    long count,
    double minNanos,
    double meanNanos,
    double maxNanos,
    List<Point> percentiles,
    List<Point> curve,
    List<Bar> histogram) {

  /** Of nothing. */
  static final Latencies NONE = new Latencies(0, 0, 0, 0, List.of(), List.of(), List.of());

  /** Copies the lists. */
  public Latencies {
    percentiles = List.copyOf(percentiles);
    curve = List.copyOf(curve);
    histogram = List.copyOf(histogram);
  }

  /** The latency that this percentile of the curve has; NaN if the curve is empty. */
  double atPercentile(double percentile) {
    double last = Double.NaN;
    for (Point point : curve) {
      last = point.y();
      if (point.x() >= percentile) {
        break;
      }
    }
    return last;
  }
}
