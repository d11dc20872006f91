package dev.orion.tools.bench.html;

/**
 * A point of a plot, in the units of its axes.
 *
 * @param x to the right
 * @param y upwards
 */
public record Point(double x, double y) {

  /** Whether it can be drawn. */
  boolean isFinite() {
    return Double.isFinite(x) && Double.isFinite(y);
  }
}
