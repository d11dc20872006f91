package dev.orion.tools.bench.html;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleFunction;

/** Chooses round values for the ticks of axes. */
final class Ticks {
  /** Steps between the ticks of long times, in seconds. */
  private static final int[] TIME_STEPS = {
    20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 21_600, 43_200, 86_400
  };

  /** Factors between ticks of a decade. */
  private static final int[] ONE_TWO_FIVE = {1, 2, 5};

  /** Up to so many decades, 2 and 5 are named too. */
  private static final double FEW_DECADES = 3.3;

  /** Values that differ relatively by less are the same. */
  private static final double ROUNDING = 1e-9;

  private Ticks() {}

  /**
   * The least of 1, 2 and 5 times a power of ten that is no less than a positive value.
   *
   * @param value positive
   */
  static double roundUp(double value) {
    double decade = Math.pow(10, Math.floor(Math.log10(value) + ROUNDING));
    for (int factor : ONE_TWO_FIVE) {
      if (factor * decade >= value * (1 - ROUNDING)) {
        return factor * decade;
      }
    }
    return 10 * decade;
  }

  /** The greatest of 1, 2 and 5 times a power of ten that is no greater than a positive value. */
  static double roundDown(double value) {
    double above = roundUp(value);
    if (above <= value * (1 + ROUNDING)) {
      return above;
    }
    double decade = Math.pow(10, Math.floor(Math.log10(value) + ROUNDING));
    return above > 9 * decade ? 5 * decade : above > 4 * decade ? 2 * decade : decade;
  }

  /** A round step that makes at most so many intervals of a range. */
  static double step(double range, int intervals) {
    return roundUp(range / intervals);
  }

  /** A step between times in seconds: of round minutes and hours if they are long. */
  static double timeStep(double seconds, int intervals) {
    if (seconds >= 2 * 60) {
      for (int step : TIME_STEPS) {
        if (seconds / step <= intervals) {
          return step;
        }
      }
    }
    return step(seconds, intervals);
  }

  /** The multiples of a step from 0 on. */
  static List<Tick> linear(double high, double step, DoubleFunction<String> text) {
    List<Tick> ticks = new ArrayList<>();
    for (int index = 0; index * step <= high * (1 + ROUNDING); index++) {
      ticks.add(new Tick(index * step, text.apply(index * step)));
    }
    return ticks;
  }

  /** Powers of ten and their double and fivefold; of many decades only the powers have a text. */
  static List<Tick> logarithmic(double low, double high, DoubleFunction<String> text) {
    boolean few = Math.log10(high / low) <= FEW_DECADES;
    List<Tick> ticks = new ArrayList<>();
    int lowest = (int) Math.floor(Math.log10(low) + ROUNDING);
    int highest = (int) Math.floor(Math.log10(high) + ROUNDING);
    for (int exponent = lowest; exponent <= highest; exponent++) {
      for (int factor : ONE_TWO_FIVE) {
        double value = factor * Math.pow(10, exponent);
        if (value >= low * (1 - ROUNDING) && value <= high * (1 + ROUNDING)) {
          ticks.add(new Tick(value, few || factor == 1 ? text.apply(value) : ""));
        }
      }
    }
    return ticks;
  }

  /** 0, 50, 90, 99, 99.9 and so on, as far as there are nines. */
  static List<Tick> percentiles(double nines) {
    List<Tick> ticks = new ArrayList<>();
    ticks.add(new Tick(0, "0"));
    ticks.add(new Tick(50, "50"));
    for (int count = 1; count <= nines + ROUNDING; count++) {
      double percentile = 100 * (1 - Math.pow(10, -count));
      ticks.add(new Tick(percentile, Labels.plain(percentile)));
    }
    return ticks;
  }
}
