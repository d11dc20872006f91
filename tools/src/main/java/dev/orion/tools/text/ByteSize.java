package dev.orion.tools.text;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sizes in bytes as people write them: {@code 4096}, {@code 4K}, {@code 16MiB}, {@code 1G}; 1 K is
 * 1024 bytes.
 */
public final class ByteSize {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,18})(?:([KMGTP])(?:I?B)?|B)?");
  private static final String UNITS = "KMGTP";

  private ByteSize() {}

  /**
   * Parses a size.
   *
   * @param text a whole number with an optional unit K, M, G, T or P (powers of 1024, any case,
   *     {@code iB} allowed)
   * @return the size in bytes
   * @throws IllegalArgumentException if {@code text} is not a size or does not fit in a {@code
   *     long}
   */
  public static long parse(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toUpperCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write it like 512, 4K, 16M or 1G");
    }
    String unit = matcher.group(2);
    int shift = unit == null ? 0 : 10 * (UNITS.indexOf(unit) + 1);
    long number = Long.parseLong(matcher.group(1));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("size '" + text + "' is too large");
    }
    return number << shift;
  }

  /**
   * Writes a size with the largest unit that keeps it whole, such as {@code 16 MiB} or {@code 513
   * B}.
   */
  public static String format(long bytes) {
    int power = bytes == 0 ? 0 : Math.min(Long.numberOfTrailingZeros(bytes) / 10, UNITS.length());
    String unit = power == 0 ? "B" : UNITS.charAt(power - 1) + "iB";
    return (bytes >> (10 * power)) + " " + unit;
  }
}
