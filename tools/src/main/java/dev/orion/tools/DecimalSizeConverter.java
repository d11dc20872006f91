package dev.orion.tools;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes in powers of 1000: {@code 512M}, {@code 100G}, {@code 1.92T}. */
final class DecimalSizeConverter extends TextConverter<Long> {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)([kKMGTP]?)B?");
  private static final String UNITS = "KMGTP";

  DecimalSizeConverter() {
    super(DecimalSizeConverter::parse);
  }

  private static Long parse(String text) {
    Matcher matcher = SIZE.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a size; write it like 512M or 1.92T");
    }
    String unit = matcher.group(2).toUpperCase(Locale.ROOT);
    double bytes = Double.parseDouble(matcher.group(1));
    for (int i = unit.isEmpty() ? -1 : UNITS.indexOf(unit); i >= 0; i--) {
      bytes *= 1000;
    }
    if (bytes >= Long.MAX_VALUE) {
      throw new IllegalArgumentException("size '" + text + "' is too large");
    }
    return Math.round(bytes);
  }
}
