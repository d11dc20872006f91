package dev.orion.tools.text;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people like to read them. {@link ByteSize} has sizes to the byte. */
public final class Amounts {
  private static final double MIB = 1 << 20;
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

  private Amounts() {}

  /** Bytes with one decimal, and a unit of which there is at least one: {@code 1.5 GiB}. */
  public static String bytes(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= 1023.95) {
      value /= 1024;
      unit++;
    }
    return unit == 0
        ? bytes + " B"
        : String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]).replace(".0 ", " ");
  }

  /** A number of MiB with one decimal. */
  public static String mebibytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / MIB);
  }

  /** A number of MB with one decimal. */
  public static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
  }

  /** A time as on a clock: {@code 0:07}, {@code 1:02:03}. */
  public static String clock(Duration time) {
    return time.toHours() > 0
        ? "%d:%02d:%02d".formatted(time.toHours(), time.toMinutesPart(), time.toSecondsPart())
        : "%d:%02d".formatted(time.toMinutes(), time.toSecondsPart());
  }

  /** A short time with three significant digits and a unit: {@code 12.3 us}. */
  public static String latency(double nanos) {
    if (nanos < 999.5) {
      return String.format(Locale.ROOT, "%.0f ns", nanos);
    }
    if (nanos < 999.5e3) {
      return significant(nanos / 1e3) + " us";
    }
    return nanos < 999.5e6 ? significant(nanos / 1e6) + " ms" : significant(nanos / 1e9) + " s";
  }

  /** A rate, with the suffix k or M from ten thousand on: {@code 312k}. */
  public static String rate(double perSecond) {
    if (perSecond < 9999.5) {
      return String.format(Locale.ROOT, "%.0f", perSecond);
    }
    return perSecond < 999.5e3
        ? significant(perSecond / 1e3) + "k"
        : significant(perSecond / 1e6) + "M";
  }

  private static String significant(double value) {
    int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
