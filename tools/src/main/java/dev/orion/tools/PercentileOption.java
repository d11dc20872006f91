package dev.orion.tools;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says which latencies to show: of a command line or of a job file. */
final class PercentileOption {
  @Option(
      names = {"--percentile_list", "--percentile-list"},
      paramLabel = "P",
      split = ":",
      splitSynopsisLabel = ":",
      converter = PercentileConverter.class,
      description = "Percentiles of latency to show, such as 50:99:99.9.")
  private @Nullable List<Double> percentiles;

  /** The percentiles, 0 to 100, or null. */
  @Nullable List<Double> percentiles() {
    return percentiles;
  }

  /** Reads a percentile. */
  static final class PercentileConverter extends TextConverter<Double> {
    PercentileConverter() {
      super(PercentileConverter::parse);
    }

    private static Double parse(String text) {
      try {
        double percentile = Double.parseDouble(text);
        if (percentile > 0 && percentile <= 100) {
          return percentile;
        }
      } catch (NumberFormatException e) {
        // Said below.
      }
      throw new IllegalArgumentException(
          "'%s' is not a number above 0 and up to 100; write it like 50:99:99.9".formatted(text));
    }
  }
}
