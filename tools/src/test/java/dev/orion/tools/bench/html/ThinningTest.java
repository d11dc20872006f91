package dev.orion.tools.bench.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThinningTest {

  @Test
  void extremesAndEndsStay() {
    long seed = new Random().nextLong();
    System.out.println("ThinningTest: seed " + seed);
    Random random = new Random(seed);
    List<Point> points = new ArrayList<>();
    for (int x = 0; x < 100_000; x++) {
      points.add(new Point(x, random.nextGaussian()));
    }
    points.set(31_415, new Point(31_415, 50));
    points.set(92_653, new Point(92_653, -50));
    points.set(5, new Point(5, Double.NaN));
    List<Point> thinned = Thinning.keepExtremes(points, 600);
    assertThat(thinned)
        .hasSizeLessThanOrEqualTo(600)
        .hasSizeGreaterThan(500)
        .startsWith(points.getFirst())
        .endsWith(points.getLast())
        .contains(points.get(31_415), points.get(92_653))
        .allMatch(Point::isFinite)
        .isSortedAccordingTo(Comparator.comparingDouble(Point::x));
  }

  @Test
  void shortSeriesStayAsTheyAre() {
    List<Point> points = List.of(new Point(0, 1), new Point(1, 1), new Point(2, 5));
    assertThat(Thinning.keepExtremes(points, 4)).isEqualTo(points);
    assertThat(Thinning.keepExtremes(List.of(), 4)).isEmpty();
  }
}
