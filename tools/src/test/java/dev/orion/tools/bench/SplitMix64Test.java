package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SplitMix64Test {

  @ParameterizedTest
  @ValueSource(longs = {0, 1, -1, 1234567, Long.MIN_VALUE})
  void givesTheNumbersOfTheJdksSplittableRandom(long seed) {
    SplittableRandom expected = new SplittableRandom(seed);
    SplitMix64 random = new SplitMix64(seed);
    for (int count = 0; count < 1000; count++) {
      assertThat(random.nextLong()).isEqualTo(expected.nextLong());
    }
  }

  @Test
  void boundedNumbersAreUniform() {
    int bound = 10;
    int draws = 1_000_000;
    int[] counts = new int[bound];
    SplitMix64 random = new SplitMix64(1);
    for (int count = 0; count < draws; count++) {
      counts[(int) random.nextBelow(bound)]++;
    }
    double chiSquare = 0;
    for (int count : counts) {
      double difference = count - (double) draws / bound;
      chiSquare += difference * difference / ((double) draws / bound);
    }
    assertThat(chiSquare).as("chi-square, 9 degrees of freedom, 0.9999 quantile").isLessThan(33.7);
  }
}
