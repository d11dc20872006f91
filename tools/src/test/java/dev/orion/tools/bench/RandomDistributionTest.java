package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RandomDistributionTest {
  private static final int PLACES = 262_144;

  private final long seed = ThreadLocalRandom.current().nextLong();

  /**
   * The expected shares are those of fio 3.33: fio-genzipf -t zipf -i 1.2 -g 1 -b 4096 -o 10, and
   * so on. The blocks that are hit at all are sorted by their hits; the figure is the first
   * tenth's.
   */
  @ParameterizedTest
  @CsvSource({"zipf:1.2, 88.76", "zipf:0.8, 51.54", "pareto:0.2, 63.55"})
  void mostPopularTenthGetsTheShareThatItHasInFio(String text, double percent) {
    int[] hits = new int[PLACES];
    IoOrder order = RandomDistribution.parse(text).order(PLACES, seed);
    for (int draw = 0; draw < PLACES; draw++) {
      hits[(int) order.next()]++;
    }
    int[] sorted = Arrays.stream(hits).filter(count -> count > 0).sorted().toArray();
    int tenth = sorted.length / 10;
    double first = Arrays.stream(sorted, sorted.length - tenth, sorted.length).sum();
    assertThat(first / PLACES * 100).as("seed %d", seed).isCloseTo(percent, within(2.0));
  }

  @Test
  void zipfMakesTheSecondPlaceHalfAsPopularToThePowerOfTheta() {
    int[] hits = new int[1000];
    IoOrder order = RandomDistribution.parse("zipf:1.2").order(hits.length, seed);
    LongStream.generate(order::next).limit(1_000_000).forEach(place -> hits[(int) place]++);
    int[] sorted = Arrays.stream(hits).sorted().toArray();
    assertThat((double) sorted[998] / sorted[999])
        .as("seed %d", seed)
        .isCloseTo(Math.pow(0.5, 1.2), within(0.02));
  }

  /** fio 3.33 with the same distribution made 59.79%, 30.03%, 8.22% and 1.96% of 102,400 I/Os. */
  @Test
  void zonesGetTheirShares() {
    IoOrder order = RandomDistribution.parse("zoned:60/10:30/20:8/30:2/").order(1000, seed);
    int[] ends = {100, 300, 600, 1000};
    int[] hits = new int[4];
    for (int draw = 0; draw < 100_000; draw++) {
      long place = order.next();
      int zone = 0;
      while (place >= ends[zone]) {
        zone++;
      }
      hits[zone]++;
    }
    double[] shares = {60, 30, 8, 2};
    for (int zone = 0; zone < 4; zone++) {
      assertThat(hits[zone] / 1000.0)
          .as("zone %d, seed %d", zone, seed)
          .isCloseTo(shares[zone], within(1.0));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "random",
    "zipf:0.5",
    "zipf:3",
    "pareto:0.9",
    "normal:0",
    "normal:100",
    "zoned:50/50:50/50"
  })
  void staysInsideRegionsOfAnySize(String text) {
    for (long count : new long[] {1, 2, 3, 100, 1L << 40}) {
      IoOrder order = RandomDistribution.parse(text).order(count, seed);
      for (int draw = 0; draw < 1000; draw++) {
        assertThat(order.next()).as("of %d, seed %d", count, seed).isBetween(0L, count - 1);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "zipf",
    "zipf:x",
    "zipf:1",
    "pareto:1",
    "normal:101",
    "zoned:50/50",
    "zoned:x/1",
    "foo:1"
  })
  void whatIsNoneSaysSo(String text) {
    assertThatThrownBy(() -> RandomDistribution.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).{20,}");
  }
}
