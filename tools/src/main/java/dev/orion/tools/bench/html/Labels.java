package dev.orion.tools.bench.html;

import dev.orion.tools.text.Amounts;
import java.math.BigDecimal;
import java.math.MathContext;

/** How the report writes numbers: as the text report does, but for the micro sign. */
final class Labels {
  /** Enough for any percentile, and too few for the errors of binary fractions. */
  private static final MathContext SHORT = new MathContext(12);

  private Labels() {}

  /** A latency, as in {@code 12.3 µs}; a dash for none. */
  static String latency(double nanos) {
    return Double.isFinite(nanos) ? Amounts.latency(nanos).replace(" us", " µs") : "–";
  }

  /** A percentile's name, as in {@code p99.9}. */
  static String percentile(double percentile) {
    return "p" + plain(percentile);
  }

  /** A number of no more digits than it needs. */
  static String plain(double value) {
    return new BigDecimal(value, SHORT).stripTrailingZeros().toPlainString();
  }

  /** A share with as many decimals as it takes to be told from 0, as in {@code 0.004%}. */
  static String percent(double percent) {
    return new BigDecimal(percent, new MathContext(2)).toPlainString() + "%";
  }

  /** A round number at an axis, as in {@code 50k}. */
  static String roundRate(double value) {
    double size = Math.abs(value);
    return size >= 1e6
        ? plain(value / 1e6) + "M"
        : size >= 1e3 ? plain(value / 1e3) + "k" : plain(value);
  }

  /** A round latency at an axis, as in {@code 50 µs}. */
  static String roundLatency(double nanos) {
    return nanos >= 999_999_999.5
        ? plain(nanos / 1e9) + " s"
        : nanos >= 999_999.5
            ? plain(nanos / 1e6) + " ms"
            : nanos >= 999.5 ? plain(nanos / 1e3) + " µs" : plain(nanos) + " ns";
  }
}
