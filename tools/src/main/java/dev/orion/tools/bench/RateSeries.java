package dev.orion.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Rates over time, ramp time and verification excluded.
 *
 * @param samples of intervals of about half a second, the first one first
 */
public record RateSeries(List<Sample> samples) {

  /** No samples. */
  static final RateSeries NONE = new RateSeries(List.of());

  /**
   * The rates of an interval.
   *
   * @param endSeconds its end, counted from the start of the run
   * @param lengthSeconds its length
   * @param iops I/Os a second
   * @param bytesPerSecond bytes a second
   */
  public record Sample(
      double endSeconds,
      double lengthSeconds,
      PerDirection<Double> iops,
      PerDirection<Double> bytesPerSecond) {}

  /** Copies the samples. */
  public RateSeries {
    samples = List.copyOf(samples);
  }

  /** This one, and then another. */
  RateSeries then(RateSeries other) {
    List<Sample> all = new ArrayList<>(samples);
    all.addAll(other.samples);
    return new RateSeries(all);
  }

  /** I/Os a second, summed up. */
  RateSamples iops(IoDirection direction) {
    return summary(sample -> sample.iops().of(direction));
  }

  /** Bytes a second, summed up. */
  RateSamples bytesPerSecond(IoDirection direction) {
    return summary(sample -> sample.bytesPerSecond().of(direction));
  }

  private RateSamples summary(ToDoubleFunction<Sample> rate) {
    RateSamples.Collector collector = new RateSamples.Collector();
    samples.forEach(sample -> collector.add(rate.applyAsDouble(sample)));
    RateSamples summary = collector.samples();
    return summary.max() == 0 ? RateSamples.NONE : summary;
  }
}
