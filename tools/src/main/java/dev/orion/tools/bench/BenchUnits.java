package dev.orion.tools.bench;

import java.util.Locale;

/** Numbers as people read them. */
final class BenchUnits {
  private static final double MIB = 1 << 20;

  private BenchUnits() {}

  /** Three significant digits and a unit, as in {@code 12.3 us}. */
  static String time(double nanos) {
    if (nanos < 999.5) {
      return String.format(Locale.ROOT, "%.0f ns", nanos);
    }
    if (nanos < 999.5e3) {
      return significant(nanos / 1e3) + " us";
    }
    return nanos < 999.5e6 ? significant(nanos / 1e6) + " ms" : significant(nanos / 1e9) + " s";
  }

  /** A rate with the suffix k or M from ten thousand on, as in {@code 312k}. */
  static String rate(double perSecond) {
    if (perSecond < 9999.5) {
      return String.format(Locale.ROOT, "%.0f", perSecond);
    }
    return perSecond < 999.5e3
        ? significant(perSecond / 1e3) + "k"
        : significant(perSecond / 1e6) + "M";
  }

  static String mebibytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / MIB);
  }

  static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }

  private static String significant(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
