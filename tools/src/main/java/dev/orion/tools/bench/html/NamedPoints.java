package dev.orion.tools.bench.html;

import java.util.List;

/**
 * A line to be drawn.
 *
 * @param name what legends call it
 * @param points ascending by x
 */
public record NamedPoints(String name, List<Point> points) {

  /** Copies the list. */
  public NamedPoints {
    points = List.copyOf(points);
  }
}
