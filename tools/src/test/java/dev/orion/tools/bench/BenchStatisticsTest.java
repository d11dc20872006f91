package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class BenchStatisticsTest {

  @Test
  void rateSamplesAreThoseOfTheTextbook() {
    double[] rates = new Random(5).doubles(100, 1e5, 1e6).toArray();
    RateSamples.Collector collector = new RateSamples.Collector();
    DoubleStream.of(rates).forEach(collector::add);
    RateSamples samples = collector.samples();
    double mean = DoubleStream.of(rates).average().orElseThrow();
    double variance = DoubleStream.of(rates).map(rate -> (rate - mean) * (rate - mean)).sum() / 99;
    assertThat(samples.count()).isEqualTo(100);
    assertThat(samples.min()).isEqualTo(DoubleStream.of(rates).min().orElseThrow());
    assertThat(samples.max()).isEqualTo(DoubleStream.of(rates).max().orElseThrow());
    assertThat(samples.mean()).isCloseTo(mean, within(1e-3));
    assertThat(samples.standardDeviation()).isCloseTo(Math.sqrt(variance), within(1e-3));
    assertThat(new RateSamples.Collector().samples()).isEqualTo(RateSamples.NONE);
  }

  /** fio's documentation: "4=" is depths 4 to 7, and of batches 1 to 4. */
  @Test
  void depthsAreClassedAsFioDoes() {
    DepthLevels depths = new DepthLevels();
    for (int depth : new int[] {1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 1000}) {
      depths.recordSubmit(1, depth);
    }
    assertThat(depths.inFlight()).containsExactly(1, 2, 2, 2, 2, 2, 2);
    for (int count : new int[] {0, 1, 4, 5, 8, 9, 16, 17, 32, 33, 64, 65, 1000}) {
      depths.recordComplete(count);
    }
    assertThat(depths.complete()).containsExactly(1, 2, 2, 2, 2, 2, 2);
  }

  @Test
  void histogramKeepsThreeDigits() {
    LatencyHistogram latency = new LatencyHistogram();
    for (int nanos = 1; nanos <= 100_000; nanos++) {
      latency.record(nanos);
    }
    latency.record(Long.MAX_VALUE);
    assertThat(latency.count()).isEqualTo(100_001);
    assertThat(latency.minNanos()).isEqualTo(1);
    assertThat((double) latency.nanosAtPercentile(50)).isCloseTo(50_000, within(50.0));
    assertThat((double) latency.nanosAtPercentile(99)).isCloseTo(99_000, within(99.0));
    assertThat(latency.countBetween(250, 500)).isEqualTo(250);
    assertThat(new LatencyHistogram().nanosAtPercentile(50)).isZero();
  }

  @Test
  void threadUsageAgreesWithTheJvm() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    ThreadUsage before = ThreadUsage.ofCurrentThread();
    long startNanos = threads.getCurrentThreadCpuTime();
    while (threads.getCurrentThreadCpuTime() - startNanos < 200_000_000) {
      Thread.onSpinWait();
    }
    ThreadUsage usage = ThreadUsage.ofCurrentThread().minus(before);
    assertThat((double) usage.userMillis() + usage.systemMillis()).isCloseTo(200, within(30.0));
  }
}
