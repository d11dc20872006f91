package dev.orion.tools.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.block.BlockException;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A result in the shape of fio 3.33's {@code --output-format=json}, for the scripts that read it.
 * {@code bw} and its kin are KiB a second, as there.
 *
 * <p>What differs: {@code fio version} says {@code orion-} and Orion's version. {@code clat_ns} is
 * measured from the start of submission, and {@code slat_ns} has no samples. {@code lat_ns} equals
 * {@code clat_ns}, but where a rate is limited: there it is measured from when the I/O was to
 * start, and has percentiles of its own. There is no {@code disk_util}, for no disk of the kernel
 * is involved.
 */
public final class FioJson {
  /** fio's own list. */
  public static final List<Double> DEFAULT_PERCENTILES =
      List.of(
          1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 95.0, 99.0, 99.5, 99.9,
          99.95, 99.99);

  private static final List<String> DEPTH_STEPS = List.of("1", "2", "4", "8", "16", "32", ">=64");
  private static final List<String> BATCH_STEPS = List.of("0", "4", "8", "16", "32", "64", ">=64");

  /** Upper ends of fio's latency classes, in each unit. */
  private static final int[] LATENCY_STEPS = {2, 4, 10, 20, 50, 100, 250, 500, 750, 1000};

  private final BenchResult result;
  private final List<Double> percentiles;
  private final boolean withBins;

  /**
   * The JSON of a result.
   *
   * @param percentiles which latencies it has, 0 to 100
   * @param withBins whether it has the whole histograms, as fio's {@code json+}
   */
  public FioJson(BenchResult result, List<Double> percentiles, boolean withBins) {
    this.result = result;
    this.percentiles = List.copyOf(percentiles);
    this.withBins = withBins;
  }

  /**
   * The text.
   *
   * @param orionVersion for {@code fio version}
   * @param time when the run ended
   */
  public String text(String orionVersion, Instant time) throws IOException {
    return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(map(orionVersion, time));
  }

  /** What the text says. */
  Map<String, Object> map(String orionVersion, Instant time) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("fio version", "orion-" + orionVersion);
    root.put("timestamp", time.getEpochSecond());
    root.put("timestamp_ms", time.toEpochMilli());
    root.put(
        "time",
        DateTimeFormatter.ofPattern("EEE MMM dd HH:mm:ss yyyy", Locale.ROOT)
            .format(time.atZone(ZoneId.systemDefault())));
    List<Map<String, Object>> jobs = new ArrayList<>();
    for (JobResult group : result.groups()) {
      List<JobResult> threads = result.threads(group.groupId());
      if (group.job().grouping().reportGroup()) {
        jobs.add(job(group, threads));
      } else {
        threads.forEach(thread -> jobs.add(job(thread, List.of(thread))));
      }
    }
    root.put("jobs", jobs);
    return root;
  }

  /** An entry of the list of jobs, of one thread or of a group's {@code threads} together. */
  private Map<String, Object> job(JobResult job, List<JobResult> threads) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("jobname", job.job().name());
    map.put("groupid", job.groupId());
    map.put("error", errno(job.failure()));
    map.put("eta", 0);
    map.put("elapsed", Math.ceilDiv(result.elapsed().toMillis(), 1000));
    map.put("job options", FioJobOptions.of(job));
    for (IoDirection direction : IoDirection.DATA_DIRECTIONS) {
      map.put(
          direction.name().toLowerCase(Locale.ROOT),
          direction(
              job.direction(direction), result.groups().get(job.groupId()).direction(direction)));
    }
    Map<String, Object> sync = new LinkedHashMap<>();
    sync.put("total_ios", job.syncLatency().count());
    sync.put("lat_ns", latency(job.syncLatency(), true));
    map.put("sync", sync);
    map.put("job_runtime", threads.stream().mapToLong(each -> each.runtime().toMillis()).sum());
    map.put("usr_cpu", decimal(CpuShare.user(threads)));
    map.put("sys_cpu", decimal(CpuShare.system(threads)));
    map.put("ctx", job.usage().contextSwitches());
    map.put("majf", job.usage().majorFaults());
    map.put("minf", job.usage().minorFaults());
    map.put("iodepth_level", shares(DEPTH_STEPS, job.depths().inFlight()));
    map.put("iodepth_submit", shares(BATCH_STEPS, job.depths().submit()));
    map.put("iodepth_complete", shares(BATCH_STEPS, job.depths().complete()));
    putLatencyClasses(map, job);
    map.put("latency_depth", job.ioDepth());
    map.put("latency_target", 0);
    map.put("latency_percentile", decimal(100));
    map.put("latency_window", 0);
    SteadyStateResult steadyState = job.steadyState();
    if (steadyState != null) {
      map.put("steadystate", FioSteadyState.of(steadyState));
    }
    return map;
  }

  private Map<String, Object> direction(DirectionResult part, DirectionResult all) {
    RateSamples rates = part.rates();
    RateSamples bandwidth = part.bandwidth();
    double meanOfAll = all.bandwidth().mean();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("io_bytes", part.ioBytes());
    map.put("io_kbytes", part.ioBytes() / 1024);
    map.put("bw_bytes", (long) part.bytesPerSecond());
    map.put("bw", (long) (part.bytesPerSecond() / 1024));
    map.put("iops", decimal(part.iops()));
    map.put("runtime", part.runtime().toMillis());
    map.put("total_ios", part.ioCount());
    map.put("short_ios", 0);
    map.put("drop_ios", 0);
    map.put("slat_ns", latency(new LatencyHistogram(), false));
    map.put("clat_ns", latency(part.latency(), true));
    map.put("lat_ns", latency(part.totalLatency(), part.response().count() > 0));
    map.put("bw_min", (long) (bandwidth.min() / 1024));
    map.put("bw_max", (long) (bandwidth.max() / 1024));
    map.put("bw_agg", decimal(meanOfAll == 0 ? 0 : bandwidth.mean() / meanOfAll * 100));
    map.put("bw_mean", decimal(bandwidth.mean() / 1024));
    map.put("bw_dev", decimal(bandwidth.standardDeviation() / 1024));
    map.put("bw_samples", bandwidth.count());
    map.put("iops_min", (long) rates.min());
    map.put("iops_max", (long) rates.max());
    map.put("iops_mean", decimal(rates.mean()));
    map.put("iops_stddev", decimal(rates.standardDeviation()));
    map.put("iops_samples", rates.count());
    return map;
  }

  private Map<String, Object> latency(LatencyHistogram latency, boolean withPercentiles) {
    boolean empty = latency.count() == 0;
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("min", latency.minNanos());
    map.put("max", latency.maxNanos());
    map.put("mean", decimal(latency.meanNanos()));
    map.put("stddev", decimal(latency.standardDeviationNanos()));
    map.put("N", latency.count());
    if (withPercentiles && !empty) {
      Map<String, Object> values = new LinkedHashMap<>();
      for (double percentile : percentiles) {
        values.put(decimal(percentile).toPlainString(), latency.nanosAtPercentile(percentile));
      }
      map.put("percentile", values);
      if (withBins) {
        Map<String, Object> bins = new LinkedHashMap<>();
        latency.forEach((nanos, count) -> bins.put(Long.toString(nanos), count));
        map.put("bins", bins);
      }
    }
    return map;
  }

  /** fio's three tables: a class holds what is below its name and not below the one before. */
  private static void putLatencyClasses(Map<String, Object> map, JobResult job) {
    LatencyHistogram all = new LatencyHistogram();
    IoDirection.DATA_DIRECTIONS.forEach(direction -> all.add(job.direction(direction).latency()));
    long from = 0;
    long unitNanos = 1;
    for (String unit : List.of("ns", "us", "ms")) {
      Map<String, Object> classes = new LinkedHashMap<>();
      for (int step : LATENCY_STEPS) {
        long to = step * unitNanos;
        classes.put(Integer.toString(step), share(all, from, to));
        from = to;
      }
      if (unit.equals("ms")) {
        classes.put("2000", share(all, from, 2 * from));
        classes.put(">=2000", share(all, 2 * from, Long.MAX_VALUE));
      }
      map.put("latency_" + unit, classes);
      unitNanos *= 1000;
    }
  }

  private static BigDecimal share(LatencyHistogram latency, long fromNanos, long toNanos) {
    long total = latency.count();
    return decimal(total == 0 ? 0 : latency.countBetween(fromNanos, toNanos) * 100.0 / total);
  }

  private static Map<String, Object> shares(List<String> steps, long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    Map<String, Object> map = new LinkedHashMap<>();
    for (int index = 0; index < counts.length; index++) {
      map.put(steps.get(index), decimal(total == 0 ? 0 : counts[index] * 100.0 / total));
    }
    return map;
  }

  /** Six decimals, as C's {@code %f} has them. */
  static BigDecimal decimal(double value) {
    return BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_UP);
  }

  /** Linux's number for what ended a job, as fio has it; errno(3). */
  private static int errno(@Nullable IOException failure) {
    return switch (failure) {
      case null -> 0;
      case BlockException e ->
          switch (e.kind()) {
            case MEDIA_ERROR -> 61; // ENODATA
            case WRITE_PROTECTED -> 30; // EROFS
            case NO_SPACE -> 28; // ENOSPC
            case REFUSED -> 95; // EOPNOTSUPP
            case DATA_CORRUPTED -> 84; // EILSEQ
            case DEVICE_GONE -> 19; // ENODEV
            case ZONE_VIOLATION, ABORTED, RESET, IO_ERROR -> 5; // EIO
          };
      default -> 5; // EIO
    };
  }
}
