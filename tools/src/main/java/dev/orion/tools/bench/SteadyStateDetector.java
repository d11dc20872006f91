package dev.orion.tools.bench;

import dev.orion.tools.bench.SteadyStateResult.Sample;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Looks at a job's last samples, by fio's rules. */
final class SteadyStateDetector {
  private final SteadyState asked;
  private final int window;
  private final Deque<Sample> samples = new ArrayDeque<>();

  private boolean attained;
  private double value;

  SteadyStateDetector(SteadyState asked) {
    this.asked = asked;
    window = (int) asked.duration().toSeconds();
  }

  /** Adds a second's sample; returns whether the job is steady now, or was before. */
  boolean add(Sample sample) {
    if (attained) {
      return true;
    }
    samples.add(sample);
    if (samples.size() > window) {
      samples.remove();
    }
    if (samples.size() == window) {
      SteadyState.Criterion criterion = asked.criterion();
      double[] values = samples.stream().mapToDouble(each -> each.of(criterion.metric())).toArray();
      double mean = mean(values);
      double found = criterion.slope() ? slope(values, mean) : largestDistance(values, mean);
      value = criterion.percent() ? 100 * found / mean : found;
      attained = Math.abs(value) < criterion.limit();
    }
    return attained;
  }

  /** What was found so far. */
  SteadyStateResult result() {
    return new SteadyStateResult(asked, attained, value, List.copyOf(samples));
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double each : values) {
      sum += each;
    }
    return sum / values.length;
  }

  private static double largestDistance(double[] values, double mean) {
    double largest = 0;
    for (double each : values) {
      largest = Math.max(largest, Math.abs(each - mean));
    }
    return largest;
  }

  /** By least squares, a second apart. */
  private static double slope(double[] values, double mean) {
    double middle = (values.length - 1) / 2.0;
    double products = 0;
    double squares = 0;
    for (int second = 0; second < values.length; second++) {
      products += (second - middle) * (values[second] - mean);
      squares += (second - middle) * (second - middle);
    }
    return products / squares;
  }
}
