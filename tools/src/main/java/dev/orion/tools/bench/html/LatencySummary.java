package dev.orion.tools.bench.html;

import dev.orion.tools.bench.LatencyHistogram;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes what plots and tables show of recorded latencies. */
final class LatencySummary {
  /** Points of a curve for each nine. */
  private static final int CURVE_STEPS = 20;

  /** Percentiles that a curve has exactly. */
  private static final List<Double> ROUND =
      List.of(25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.5, 99.9, 99.99, 99.999);

  private static final double BARS_PER_DECADE = 10;

  private LatencySummary() {}

  static Latencies of(LatencyHistogram latency, List<Double> percentiles) {
    return new Latencies(
        latency.count(),
        (double) latency.minNanos(),
        latency.meanNanos(),
        (double) latency.maxNanos(),
        percentiles.stream().map(each -> at(latency, each)).toList(),
        curve(latency),
        bars(latency));
  }

  private static Point at(LatencyHistogram latency, double percentile) {
    return new Point(percentile, (double) latency.nanosAtPercentile(percentile));
  }

  /** Up to the percentile that the longest one alone is beyond. */
  private static List<Point> curve(LatencyHistogram latency) {
    if (latency.count() == 0) {
      return List.of();
    }
    double last = 100 * (1 - 1.0 / latency.count());
    SortedSet<Double> percentiles = new TreeSet<>(ROUND);
    double nines = Math.log10((double) latency.count());
    for (int step = 0; step < nines * CURVE_STEPS; step++) {
      percentiles.add(100 * (1 - Math.pow(10, -(double) step / CURVE_STEPS)));
    }
    List<Point> curve = new ArrayList<>();
    percentiles.headSet(last).forEach(percentile -> curve.add(at(latency, percentile)));
    curve.add(new Point(last, (double) latency.maxNanos()));
    return curve;
  }

  private static List<Bar> bars(LatencyHistogram latency) {
    if (latency.count() == 0) {
      return List.of();
    }
    double low = Math.log10((double) Math.max(1, latency.minNanos()));
    double high = Math.log10((double) Math.max(1, latency.maxNanos()));
    List<Bar> bars = new ArrayList<>();
    int first = (int) Math.floor(low * BARS_PER_DECADE);
    int last = (int) Math.floor(high * BARS_PER_DECADE);
    for (int index = first; index <= last; index++) {
      long from = limit(index);
      long to = limit(index + 1);
      if (to > from) {
        long count =
            latency.countBetween(index == first ? 0 : from, index == last ? Long.MAX_VALUE : to);
        bars.add(new Bar((double) Math.max(1, from), (double) to, count));
      }
    }
    return bars;
  }

  private static long limit(int index) {
    return Math.round(Math.pow(10, index / BARS_PER_DECADE));
  }
}
