package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.block.MemoryBlockDevice;
import dev.orion.tools.bench.InterceptedDevice.Fate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FioJsonTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

  @Test
  void hasEveryKeyThatFioHas() throws IOException {
    Set<String> paths = new TreeSet<>();
    addPaths("", JSON.std.anyFrom(text(mixedRun(false))), paths);
    assertThat(paths).containsAll(fioKeys());
  }

  @Test
  void countsAndRatesAgreeWithEachOther() throws IOException {
    BenchResult result = mixedRun(false);
    List<Object> jobs = list(JSON.std.mapFrom(text(result)).get("jobs"));
    assertThat(jobs).hasSize(2);
    for (Object job : jobs) {
      Map<String, Object> read = map(map(job).get("read"));
      Map<String, Object> write = map(map(job).get("write"));
      assertThat(number(read, "total_ios") + number(write, "total_ios")).isEqualTo(256);
      for (Map<String, Object> part : List.of(read, write)) {
        double ios = number(part, "total_ios");
        assertThat(number(part, "io_bytes")).isEqualTo(ios * 4096);
        assertThat(number(part, "io_kbytes")).isEqualTo(ios * 4);
        assertThat(number(part, "bw_bytes")).isCloseTo(number(part, "iops") * 4096, within(4096.0));
        assertThat(number(map(part.get("clat_ns")), "N")).isEqualTo(ios);
        assertThat(number(map(part.get("slat_ns")), "N")).isZero();
      }
      assertThat(number(map(map(job).get("trim")), "total_ios")).isZero();
      assertThat(map(map(map(map(job).get("trim"))).get("clat_ns")))
          .as("as in fio, no percentiles of nothing")
          .doesNotContainKey("percentile");
      double latencyShares =
          shareSum(job, "latency_ns") + shareSum(job, "latency_us") + shareSum(job, "latency_ms");
      assertThat(latencyShares).isCloseTo(100, within(0.001));
      for (String key : List.of("iodepth_level", "iodepth_submit", "iodepth_complete")) {
        assertThat(shareSum(job, key)).as(key).isCloseTo(100, within(0.001));
      }
    }
  }

  @Test
  void groupReportingAddsTheJobsUp() throws IOException {
    Map<String, Object> job =
        map(list(JSON.std.mapFrom(text(mixedRun(true))).get("jobs")).getFirst());
    assertThat(
            number(map(job.get("read")), "total_ios") + number(map(job.get("write")), "total_ios"))
        .isEqualTo(512);
  }

  @Test
  void errorIsTheErrnoThatFioWouldHave() throws IOException {
    try (InterceptedDevice device = new InterceptedDevice(1 << 20, 512)) {
      device.decide(_ -> Fate.FAIL);
      BenchJob job = BenchJob.builder(IoPattern.READ).build();
      BenchResult result = new BenchRunner(device, job, BenchProgress.Listener.NONE).run();
      Object first = list(JSON.std.mapFrom(text(result)).get("jobs")).getFirst();
      assertThat(number(map(first), "error")).as("ENODATA").isEqualTo(61);
    }
  }

  @Test
  void percentilesAreThoseAskedFor() throws IOException {
    String text = new FioJson(mixedRun(true), List.of(50.0, 99.9), false).text("1", NOW);
    Object job = list(JSON.std.mapFrom(text).get("jobs")).getFirst();
    assertThat(map(map(map(map(job).get("read")).get("clat_ns")).get("percentile")))
        .containsOnlyKeys("50.000000", "99.900000");
  }

  @Test
  void jsonPlusHasTheWholeHistogram() throws IOException {
    BenchResult result = mixedRun(true);
    String text = new FioJson(result, List.of(50.0), true).text("1", NOW);
    Object job = list(JSON.std.mapFrom(text).get("jobs")).getFirst();
    Map<String, Object> bins = map(map(map(map(job).get("read")).get("clat_ns")).get("bins"));
    assertThat(bins.keySet().stream().mapToDouble(bin -> number(bins, bin)).sum())
        .isEqualTo((double) result.total().read().ioCount());
  }

  /**
   * The keys are those of: fio --name=x --ioengine=null --size=1g --time_based --runtime=6
   * --steadystate=iops:50% --steadystate_duration=3 --output-format=json, fio 3.33.
   */
  @Test
  void steadyStateIsThereIfAskedFor() throws IOException {
    SteadyState asked =
        new SteadyState(
            SteadyState.Criterion.parse("iops:99%"), Duration.ofSeconds(2), Duration.ZERO);
    try (MemoryBlockDevice device = new MemoryBlockDevice("mem:1M", 1 << 20, 512)) {
      BenchJob job =
          BenchJob.builder(IoPattern.RANDREAD)
              .runtime(Duration.ofSeconds(60))
              .timeBased(true)
              .rates(new Rates(PerDirection.all(0L), PerDirection.all(1000L), false))
              .steadyState(asked)
              .build();
      BenchResult result = new BenchRunner(device, job, BenchProgress.Listener.NONE).run();
      assertThat(result.total().steadyState())
          .isNotNull()
          .matches(SteadyStateResult::attained, "attained long before the minute is over");
      Object first = list(JSON.std.mapFrom(text(result)).get("jobs")).getFirst();
      Map<String, Object> steadyState = map(map(first).get("steadystate"));
      assertThat(steadyState)
          .containsOnlyKeys(
              "ss", "duration", "attained", "criterion", "max_deviation", "slope", "data")
          .containsEntry("ss", "iops:99.000000%")
          .containsEntry("attained", 1);
      assertThat(map(steadyState.get("data")))
          .containsOnlyKeys("bw_mean", "iops_mean", "iops", "bw");
    }
  }

  private static BenchResult mixedRun(boolean grouped) throws IOException {
    try (MemoryBlockDevice device = new MemoryBlockDevice("mem:1M", 1 << 20, 512)) {
      BenchJob job =
          BenchJob.builder(IoPattern.RANDRW)
              .ioDepth(4)
              .numJobs(2)
              .syncInterval(16)
              .grouping(new Grouping(false, false, grouped))
              .build();
      return new BenchRunner(device, job, BenchProgress.Listener.NONE).run();
    }
  }

  private static String text(BenchResult result) throws IOException {
    return new FioJson(result, FioJson.DEFAULT_PERCENTILES, false).text("1", NOW);
  }

  private static Set<String> fioKeys() {
    try (InputStream file = FioJsonTest.class.getResourceAsStream("fio-3.33-json-keys.txt")) {
      String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addPaths(String path, Object value, Set<String> paths) {
    String prefix = path.isEmpty() ? "" : path + "/";
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, each) -> addPaths(prefix + key, each, paths));
    } else if (value instanceof List<?> list) {
      list.forEach(each -> addPaths(prefix + "*", each, paths));
    } else {
      paths.add(path);
    }
  }

  private static double shareSum(Object job, String key) {
    Map<String, Object> shares = map(map(job).get(key));
    return shares.keySet().stream().mapToDouble(step -> number(shares, step)).sum();
  }

  private static double number(Map<String, Object> map, String key) {
    return ((Number) map.get(key)).doubleValue();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> map(Object value) {
    return (Map<String, Object>) value;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }
}
