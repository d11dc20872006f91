package dev.orion.tools.bench;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as fio's options have them: a number of seconds, or of another unit. */
public final class FioTime {
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})(us|ms|s|m|h|d)?");

  private FioTime() {}

  /**
   * Parses a time.
   *
   * @param text a whole number with an optional unit us, ms, s, m, h or d; without one, of seconds
   * @throws IllegalArgumentException if it is none
   */
  public static Duration parse(String text) {
    Matcher matcher = TIME.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'%s' is not a time; write it like 10, 500ms, 10s or 2m".formatted(text));
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "us" -> Duration.ofNanos(number * 1000);
      case "ms" -> Duration.ofMillis(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      case null, default -> Duration.ofSeconds(number);
    };
  }
}
