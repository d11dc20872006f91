package dev.orion.tools.bench.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TicksTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1",
    "1.1, 2, 1",
    "2, 2, 2",
    "3, 5, 2",
    "5, 5, 5",
    "7, 10, 5",
    "10, 10, 10",
    "999, 1000, 500",
    "1000, 1000, 1000",
    "0.03, 0.05, 0.02",
    "123456, 200000, 100000",
  })
  void roundsToOneTwoFive(double value, double up, double down) {
    assertThat(Ticks.roundUp(value)).isCloseTo(up, within(up * 1e-12));
    assertThat(Ticks.roundDown(value)).isCloseTo(down, within(down * 1e-12));
  }

  @Test
  void axisFromZeroEndsAtTheTickAboveAllValues() {
    Axis axis = Axis.fromZero("IOPS", DoubleStream.of(12_000, 290_000, 0), Labels::roundRate);
    assertThat(texts(axis)).containsExactly("0", "50k", "100k", "150k", "200k", "250k", "300k");
    assertThat(axis.position(150_000)).isEqualTo(0.5);
    assertThat(texts(Axis.fromZero("", DoubleStream.of(1_200_000), Labels::roundRate)))
        .containsExactly("0", "200k", "400k", "600k", "800k", "1M", "1.2M");
  }

  @Test
  void logarithmicAxisNamesTwoAndFiveOfFewDecades() {
    Axis axis = Axis.logarithmic("", DoubleStream.of(8_180, 424_000), Labels::roundLatency);
    assertThat(texts(axis))
        .containsExactly("5 µs", "10 µs", "20 µs", "50 µs", "100 µs", "200 µs", "500 µs");
    assertThat(axis.position(50_000)).isCloseTo(0.5, within(1e-12));
    assertThat(texts(Axis.logarithmic("", DoubleStream.of(900, 2e9), Labels::roundLatency)))
        .containsExactly(
            "", "1 µs", "", "", "10 µs", "", "", "100 µs", "", "", "1 ms", "", "", "10 ms", "", "",
            "100 ms", "", "", "1 s", "");
  }

  @Test
  void everyNineTakesTheSameRoom() {
    Axis axis = Axis.percentiles(DoubleStream.of(0, 50, 99.99));
    assertThat(texts(axis)).containsExactly("0", "50", "90", "99", "99.9", "99.99");
    assertThat(axis.position(90)).isCloseTo(0.25, within(1e-9));
    assertThat(axis.position(99)).isCloseTo(0.5, within(1e-9));
    assertThat(axis.position(99.9)).isCloseTo(0.75, within(1e-9));
    assertThat(texts(Axis.percentiles(DoubleStream.of(100 * (1 - 1e-9)))))
        .endsWith("99.999999", "99.9999999");
  }

  @Test
  void depthsAreDoublings() {
    Axis axis = Axis.depths("", List.of(1, 2, 4, 16));
    assertThat(texts(axis)).containsExactly("1", "2", "4", "16");
    assertThat(axis.position(4)).isCloseTo(0.5, within(1e-12));
    assertThat(texts(Axis.depths("", List.of(1, 100, 101)))).containsExactly("1", "100", "");
  }

  @Test
  void timesAreRoundInSecondsMinutesAndHours() {
    assertThat(texts(Axis.time(DoubleStream.of(0.5, 4.98))))
        .containsExactly("0", "0.5", "1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5");
    assertThat(texts(Axis.time(DoubleStream.of(300))))
        .containsExactly(
            "0:00", "0:30", "1:00", "1:30", "2:00", "2:30", "3:00", "3:30", "4:00", "4:30", "5:00");
    assertThat(texts(Axis.time(DoubleStream.of(7200))))
        .startsWith("0:00", "10:00", "20:00")
        .endsWith("1:50:00", "2:00:00");
  }

  @Test
  void axesOfNothingAndOfOneValueCanBeDrawn() {
    DoubleStream bad = DoubleStream.of(Double.NaN, Double.POSITIVE_INFINITY, -1);
    for (Axis axis :
        List.of(
            Axis.fromZero("", DoubleStream.empty(), Labels::plain),
            Axis.fromZero("", DoubleStream.of(0), Labels::plain),
            Axis.logarithmic("", DoubleStream.empty(), Labels::plain),
            Axis.logarithmic("", bad, Labels::plain),
            Axis.logarithmic("", DoubleStream.of(1000), Labels::plain),
            Axis.percentiles(DoubleStream.empty()),
            Axis.percentiles(DoubleStream.of(0)),
            Axis.depths("", List.of(8)),
            Axis.time(DoubleStream.empty()))) {
      assertThat(axis.low()).isLessThan(axis.high());
      assertThat(axis.ticks()).isNotEmpty();
      assertThat(axis.position(axis.high())).isEqualTo(1);
    }
  }

  private static List<String> texts(Axis axis) {
    return axis.ticks().stream().map(Tick::text).toList();
  }
}
