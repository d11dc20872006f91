package dev.orion.tools.bench;

/**
 * Rates over intervals of half a second, as fio samples them.
 *
 * @param count intervals
 * @param min lowest rate, in I/Os a second
 * @param max highest rate, in I/Os a second
 * @param mean mean rate, in I/Os a second
 * @param standardDeviation sample standard deviation of the rates
 */
public record RateSamples(
    int count, double min, double max, double mean, double standardDeviation) {

  /** No samples. */
  static final RateSamples NONE = new RateSamples(0, 0, 0, 0, 0);

  /** Takes the samples; starts with none. */
  static final class Collector {
    private int count;
    private double min = Double.POSITIVE_INFINITY;
    private double max;
    private double mean;
    private double squaredDistances;

    /** Welford's update of mean and variance. */
    void add(double rate) {
      count++;
      min = Math.min(min, rate);
      max = Math.max(max, rate);
      double distance = rate - mean;
      mean += distance / count;
      squaredDistances += distance * (rate - mean);
    }

    RateSamples samples() {
      double deviation = count < 2 ? 0 : Math.sqrt(squaredDistances / (count - 1));
      return new RateSamples(count, count == 0 ? 0 : min, max, mean, deviation);
    }
  }
}
