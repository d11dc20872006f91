package dev.orion.tools.bench;

import dev.orion.tools.text.ByteSize;
import java.util.Locale;

/**
 * How fast a thread may do I/Os; fio's {@code rate}, {@code rate_iops} and {@code rate_process}. At
 * most one of the two limits is given.
 *
 * @param bytesPerSecond bytes a second of each direction; 0 is without limit
 * @param iops I/Os a second of each direction; 0 is without limit
 * @param poisson whether I/Os come at random, as independent users make them, and not evenly
 */
public record Rates(PerDirection<Long> bytesPerSecond, PerDirection<Long> iops, boolean poisson) {
  private static final PerDirection<Long> UNLIMITED = PerDirection.all(0L);

  /** As fast as it goes. */
  public static final Rates NONE = new Rates(UNLIMITED, UNLIMITED, false);

  /**
   * Checks that there are not both limits.
   *
   * @throws IllegalArgumentException if there are
   */
  public Rates {
    if (!bytesPerSecond.equals(UNLIMITED) && !iops.equals(UNLIMITED)) {
      throw new IllegalArgumentException("--rate and --rate_iops exclude each other");
    }
  }

  /** Parses bytes a second: {@code 10m}, or {@code 10m,5m} for reads and writes. */
  public static PerDirection<Long> parseBytes(String text) {
    return PerDirection.parse(text, ByteSize::parse, 0L);
  }

  /** Parses I/Os a second: {@code 1000}, {@code 10k}, or {@code 1000,500}; 1 k is 1000. */
  public static PerDirection<Long> parseIops(String text) {
    return PerDirection.parse(text, Rates::parseCount, 0L);
  }

  private static Long parseCount(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    long unit = lower.endsWith("k") ? 1000 : lower.endsWith("m") ? 1_000_000 : 1;
    String digits = unit == 1 ? lower : lower.substring(0, lower.length() - 1);
    if (!digits.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          "'%s' is not a number of I/Os a second; write it like 500 or 10k".formatted(text));
    }
    return Long.parseLong(digits) * unit;
  }

  /** Whether I/Os of this direction are limited. */
  public boolean limits(IoDirection direction) {
    return bytesPerSecond.of(direction) > 0 || iops.of(direction) > 0;
  }

  /** Whether any I/O of a pattern is limited. */
  public boolean limit(IoPattern pattern) {
    return IoDirection.DATA_DIRECTIONS.stream()
        .anyMatch(direction -> pattern.has(direction) && limits(direction));
  }

  /** Time that an I/O takes of a limited direction's schedule, in nanoseconds for each byte. */
  double nanosPerByte(IoDirection direction) {
    long limit = bytesPerSecond.of(direction);
    return limit == 0 ? 0 : 1e9 / limit;
  }

  /** Time that an I/O takes of a limited direction's schedule, whatever its length. */
  double nanosPerIo(IoDirection direction) {
    long limit = iops.of(direction);
    return limit == 0 ? 0 : 1e9 / limit;
  }
}
