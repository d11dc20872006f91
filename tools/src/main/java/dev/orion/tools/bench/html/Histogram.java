package dev.orion.tools.bench.html;

import java.util.List;

/**
 * Bars of a plot.
 *
 * @param name for the legend
 * @param style class of the style sheet that says their colour
 * @param bars ascending
 */
record Histogram(String name, String style, List<Bar> bars) {

  /** How many values all bars count. */
  long count() {
    return bars.stream().mapToLong(Bar::count).sum();
  }

  /** Which share of the values a bar counts, in percent. */
  double percent(Bar bar) {
    return bar.count() * 100.0 / Math.max(1, count());
  }
}
