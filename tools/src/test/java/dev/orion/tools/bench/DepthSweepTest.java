package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.tools.bench.InterceptedDevice.Fate;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DepthSweepTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1-256       | [1, 2, 4, 8, 16, 32, 64, 128, 256]",
        "1-100       | [1, 2, 4, 8, 16, 32, 64, 100]",
        "3-20        | [3, 6, 12, 20]",
        "8           | [8]",
        "32,1,8,8    | [1, 8, 32]",
        "1-4,3,10-20 | [1, 2, 3, 4, 10, 20]",
      })
  void rangesDouble(String text, String depths) {
    assertThat(IoDepths.parse(text).values()).hasToString(depths);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "4-1", "1-", "a", "1,,2", "1:256", "100000", "-1"})
  void whatIsNoRangeIsSaid(String text) {
    assertThatThrownBy(() -> IoDepths.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "' is no range of depths; write it like 1-256");
  }

  @Test
  void runsEachDepthOnce() throws IOException {
    try (InterceptedDevice device = new InterceptedDevice(1 << 20, 512)) {
      SweepResult result = sweep(device, "1-8", new ArrayList<>()).run();
      assertThat(result.steps()).extracting(SweepResult.Step::ioDepth).containsExactly(1, 2, 4, 8);
      assertThat(result.results())
          .extracting(each -> each.total().job().ioDepth())
          .containsExactly(1, 2, 4, 8);
      assertThat(result.failures()).isEmpty();

      List<String> table =
          new SweepReport(result, List.of(50.0)).text().lines().skip(2).limit(5).toList();
      assertThat(table.getFirst().strip().split(" {2,}"))
          .containsExactly("depth", "IOPS", "MiB/s", "MB/s", "lat avg", "p50", "max");
      assertThat(table).extracting(String::length).containsOnly(table.getFirst().length());
      assertThat(table.subList(1, 5))
          .extracting(line -> line.substring(0, 11).strip())
          .containsExactly("1  read", "2  read", "4  read", "8  read");

      Map<String, Object> json =
          JSON.std.mapFrom(new SweepJson(result, List.of(50.0), false).text("1"));
      assertThat(json.get("fio version")).isEqualTo("orion-1");
      assertThat(json.get("iodepths")).isEqualTo(List.of(1, 2, 4, 8));
      assertThat((List<?>) json.get("results"))
          .hasSize(4)
          .allMatch(each -> ((Map<?, ?>) each).containsKey("jobs"));
    }
  }

  @Test
  void endsAtTheFirstFailure() throws IOException {
    try (InterceptedDevice device = new InterceptedDevice(1 << 20, 512)) {
      List<Integer> depths = new ArrayList<>();
      DepthSweep sweep =
          new DepthSweep(
              IoDepths.parse("1-8"),
              (depth, listener) -> {
                depths.add(depth);
                device.decide(_ -> depth == 2 ? Fate.FAIL : Fate.DO);
                return runner(device, depth, Duration.ZERO, listener);
              },
              _ -> {});
      SweepResult result = sweep.run();
      assertThat(depths).containsExactly(1, 2);
      assertThat(result.failures()).hasSize(1);
      assertThat(new SweepReport(result, List.of(50.0)).text()).contains("depth 2 failed: ");
    }
  }

  @Test
  void stopsAndTellsHowFarItIs() throws IOException {
    try (InterceptedDevice device = new InterceptedDevice(1 << 20, 512)) {
      AtomicReference<DepthSweep> sweep = new AtomicReference<>();
      List<String> progress = new ArrayList<>();
      sweep.set(
          new DepthSweep(
              IoDepths.parse("1-8"),
              (depth, listener) -> runner(device, depth, Duration.ofMinutes(1), listener),
              text -> {
                progress.add(text);
                sweep.get().stop();
              }));
      SweepResult result = sweep.get().run();
      assertThat(progress.getFirst())
          .startsWith("1 of 4, depth 1: run ")
          .matches(".*, 0:\\d\\d left, sweep 3:\\d\\d left");
      assertThat(result.steps()).hasSize(1);
      assertThat(result.results().getFirst().stopped()).isTrue();
    }
  }

  private static DepthSweep sweep(InterceptedDevice device, String depths, List<String> progress) {
    return new DepthSweep(
        IoDepths.parse(depths),
        (depth, listener) -> runner(device, depth, Duration.ZERO, listener),
        progress::add);
  }

  private static BenchRunner runner(
      InterceptedDevice device, int depth, Duration runtime, BenchProgress.Listener listener) {
    return new BenchRunner(
        device,
        BenchJob.builder(IoPattern.RANDREAD)
            .ioDepth(depth)
            .runtime(runtime)
            .timeBased(!runtime.isZero())
            .build(),
        listener);
  }
}
