package dev.orion.tools.bench;

import java.util.List;

/**
 * Whether a job became steady.
 *
 * @param asked what was asked for
 * @param attained whether it did
 * @param value the slope or the largest distance from the mean, in percent if the limit is
 * @param samples of the last window, the oldest first
 */
public record SteadyStateResult(
    SteadyState asked, boolean attained, double value, List<Sample> samples) {

  /** A second's rates and mean latency. */
  public record Sample(double iops, double bytesPerSecond, double latencyNanos) {

    double of(SteadyState.Metric metric) {
      return switch (metric) {
        case IOPS -> iops;
        case BW -> bytesPerSecond;
        case LAT -> latencyNanos;
      };
    }
  }

  /** Copies the samples. */
  public SteadyStateResult {
    samples = List.copyOf(samples);
  }
}
