package dev.orion.tools.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * When a job counts as steady; fio's {@code steadystate}.
 *
 * @param criterion what must stay within which limit
 * @param duration how long it must: a window of as many samples as that has seconds
 * @param rampTime how long to run before the first sample
 */
public record SteadyState(Criterion criterion, Duration duration, Duration rampTime) {

  /** What is sampled every second. */
  public enum Metric {
    /** I/Os a second. */
    IOPS,
    /** Bytes a second. */
    BW,
    /** Mean latency of a second. */
    LAT
  }

  /**
   * What must stay within which limit, over a window of samples.
   *
   * @param metric what is sampled
   * @param slope whether the limit is that of the least-squares slope, and not of the largest
   *     distance from the mean
   * @param limit the limit
   * @param percent whether it is in percent of the mean
   */
  public record Criterion(Metric metric, boolean slope, double limit, boolean percent) {
    private static final Pattern TEXT =
        Pattern.compile("(iops|bw|lat)(_slope)?:(\\d+(?:\\.\\d+)?)(%)?");

    /**
     * Parses fio's form of it, such as {@code iops_slope:0.3%}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Criterion parse(String text) {
      Matcher matcher = TEXT.matcher(text);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "'%s' is no steady state; write %s or one of these with _slope, and a limit, as in iops:2%%"
                .formatted(text, metrics()));
      }
      return new Criterion(
          Metric.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)),
          matcher.group(2) != null,
          Double.parseDouble(matcher.group(3)),
          matcher.group(4) != null);
    }

    private static String metrics() {
      return Arrays.stream(Metric.values())
          .map(metric -> metric.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));
    }

    /** fio's name of what is limited: {@code iops_slope}. */
    public String fioName() {
      return metric.name().toLowerCase(Locale.ROOT) + (slope ? "_slope" : "");
    }
  }

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException that says in one line what is wrong
   */
  public SteadyState {
    if (duration.toSeconds() < 2) {
      throw new IllegalArgumentException(
          "--steadystate needs a --steadystate_duration of at least 2 seconds: there is a sample a"
              + " second");
    }
  }
}
