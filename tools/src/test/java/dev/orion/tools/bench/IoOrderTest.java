package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IoOrderTest {

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 7, 8, 9, 63, 64, 65, 1000, 4096, 4097, 100_003})
  void permutationVisitsEveryPlaceOnceInEveryPass(long ioCount) {
    IoOrder order = IoOrder.permutation(ioCount, 42);
    for (int pass = 0; pass < 3; pass++) {
      assertThat(take(order, ioCount)).hasSize((int) ioCount).doesNotHaveDuplicates();
    }
  }

  @Test
  void permutationStaysInsideAndDiffersFromPassToPassAndSeedToSeed() {
    IoOrder order = IoOrder.permutation(1000, 42);
    long[] first = take(order, 1000);
    assertInside(first, 1000);
    assertThat(take(order, 1000)).isNotEqualTo(first);
    assertThat(take(IoOrder.permutation(1000, 43), 1000)).isNotEqualTo(first);
    assertThat(take(IoOrder.permutation(1000, 42), 1000)).isEqualTo(first);
  }

  /** Of two places drawn at random out of n, the distance is n/3 on average. */
  @ParameterizedTest
  @ValueSource(longs = {4096, 100_003, 1 << 20})
  void permutationJumpsAsFarAsRandomPlacesDo(long ioCount) {
    long[] places = take(IoOrder.permutation(ioCount, 7), ioCount);
    double meanDistance =
        LongStream.range(1, ioCount)
            .map(index -> Math.abs(places[(int) index] - places[(int) index - 1]))
            .average()
            .orElseThrow();
    assertThat(meanDistance / ioCount).isBetween(0.31, 0.36);
  }

  @Test
  void permutationWorksOnDevicesOfAnySize() {
    long ioCount = (1L << 52) + 1;
    assertThat(take(IoOrder.permutation(ioCount, 7), 10_000))
        .doesNotHaveDuplicates()
        .satisfies(places -> assertInside(places, ioCount));
  }

  @Test
  void sequentialBeginsAgainAfterTheLast() {
    assertThat(take(IoOrder.sequential(3), 7)).containsExactly(0, 1, 2, 0, 1, 2, 0);
  }

  @Test
  void uniformDrawsComeTwiceBeforeOthersComeOnce() {
    long[] places = take(IoOrder.uniform(1000, 42), 1000);
    assertInside(places, 1000);
    assertThat(LongStream.of(places).distinct().count())
        .as("1 - 1/e of the places")
        .isBetween(570L, 695L);
  }

  private static void assertInside(long[] places, long ioCount) {
    assertThat(LongStream.of(places).min().orElseThrow()).isNotNegative();
    assertThat(LongStream.of(places).max().orElseThrow()).isLessThan(ioCount);
  }

  private static long[] take(IoOrder order, long count) {
    return LongStream.generate(order::next).limit(count).toArray();
  }
}
