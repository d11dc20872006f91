package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.orion.tools.bench.SteadyStateResult.Sample;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SteadyStateDetectorTest {

  /**
   * fio 3.33 had the IOPS 422617, 1896104 and 1558218 in its window, and said that the largest
   * deviation was 869696.0, which is 67.297630% of the mean.
   */
  @Test
  void deviationIsFios() {
    SteadyStateResult result = look("iops:50%", 3, 422_617, 1_896_104, 1_558_218);
    assertThat(result.attained()).isFalse();
    assertThat(result.value()).isCloseTo(67.297_630, within(0.001));
    assertThat(look("iops:68%", 3, 422_617, 1_896_104, 1_558_218).attained()).isTrue();
    assertThat(look("iops:869697", 3, 422_617, 1_896_104, 1_558_218).attained()).isTrue();
  }

  @Test
  void slopeIsThatOfTheLineThroughTheSamples() {
    SteadyStateResult result = look("iops_slope:0.1%", 4, 100, 110, 120, 130);
    assertThat(result.value()).isCloseTo(100 * 10 / 115.0, within(1e-9));
    assertThat(result.attained()).isFalse();
    assertThat(look("iops_slope:9%", 4, 130, 120, 110, 100).attained()).isTrue();
  }

  @Test
  void onlyAFullWindowCountsAndOldSamplesLeaveIt() {
    assertThat(look("iops:1%", 3, 5, 5).attained()).isFalse();
    assertThat(look("iops:1%", 3, 1, 900, 5, 5, 5).attained()).isTrue();
  }

  private static SteadyStateResult look(String criterion, int seconds, double... iops) {
    SteadyStateDetector detector =
        new SteadyStateDetector(
            new SteadyState(
                SteadyState.Criterion.parse(criterion),
                Duration.ofSeconds(seconds),
                Duration.ZERO));
    for (double each : iops) {
      boolean _ = detector.add(new Sample(each, 0, 0));
    }
    return detector.result();
  }
}
