package dev.orion.tools.bench.html;

import java.util.List;

/**
 * A line of a plot.
 *
 * @param name for the legend
 * @param style class of the style sheet that says its colour and dashes
 * @param points ascending by x
 * @param marks what shows when the pointer rests on a point of it
 * @param marksShown whether the marks are drawn even so
 */
record Series(String name, String style, List<Point> points, List<Mark> marks, boolean marksShown) {

  /**
   * A place on a line.
   *
   * @param point where
   * @param text what there is to say
   */
  record Mark(Point point, String text) {}
}
