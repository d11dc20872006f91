package dev.orion.tools.bench.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes long series short enough to draw. */
final class Thinning {
  private Thinning() {}

  /**
   * Leaves points out, but none that is finite and the highest or the lowest of its surroundings,
   * nor the first and the last.
   *
   * @param points ascending by x
   * @param maxPoints how many may be left, at least 4
   */
  static List<Point> keepExtremes(List<Point> points, int maxPoints) {
    List<Point> finite = points.stream().filter(Point::isFinite).toList();
    if (finite.size() <= maxPoints) {
      return finite;
    }
    List<Point> kept = new ArrayList<>();
    kept.add(finite.getFirst());
    List<Point> inner = finite.subList(1, finite.size() - 1);
    int groups = (maxPoints - 2) / 2;
    for (int group = 0; group < groups; group++) {
      int from = (int) ((long) inner.size() * group / groups);
      int to = (int) ((long) inner.size() * (group + 1) / groups);
      addExtremes(inner.subList(from, to), kept);
    }
    kept.add(finite.getLast());
    return kept;
  }

  private static void addExtremes(List<Point> points, List<Point> kept) {
    Comparator<Point> byHeight = Comparator.comparingDouble(Point::y);
    Point lowest = points.stream().min(byHeight).orElseThrow();
    Point highest = points.stream().max(byHeight).orElseThrow();
    kept.add(lowest.x() <= highest.x() ? lowest : highest);
    if (lowest.y() != highest.y()) {
      kept.add(lowest.x() <= highest.x() ? highest : lowest);
    }
  }
}
