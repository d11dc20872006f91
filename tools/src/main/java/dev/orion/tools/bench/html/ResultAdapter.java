package dev.orion.tools.bench.html;

import dev.orion.tools.bench.BenchResult;
import dev.orion.tools.bench.DirectionResult;
import dev.orion.tools.bench.IoDirection;
import dev.orion.tools.bench.JobResult;
import dev.orion.tools.bench.LatencyHistogram;
import dev.orion.tools.bench.PerDirection;
import dev.orion.tools.bench.RateSeries;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Makes the report's data of results: what the report knows of how benchmarks run. */
public final class ResultAdapter {
  private static final List<IoDirection> DIRECTIONS =
      List.of(IoDirection.READ, IoDirection.WRITE, IoDirection.TRIM);

  /** Names of more jobs than this make no title. */
  private static final int MAX_TITLE_JOBS = 3;

  private final List<BenchResult> results;
  private final List<Double> percentiles;

  /**
   * Of results.
   *
   * @param results of one run, or of a sweep over I/O depths that differs in nothing else
   * @param percentiles which latencies the table shows, 0 to 100
   */
  public ResultAdapter(List<BenchResult> results, List<Double> percentiles) {
    this.results = List.copyOf(results);
    this.percentiles = List.copyOf(percentiles);
  }

  /**
   * The page.
   *
   * @param commandLine what was typed
   * @param devices what there is to know of each device
   * @param orionVersion such as {@code 0.1.0}
   * @param time when the benchmark ended
   */
  public ReportPage page(
      String commandLine, List<FactList> devices, String orionVersion, ZonedDateTime time) {
    List<FactList> facts = new ArrayList<>();
    results.getFirst().distinctJobs().forEach(job -> facts.add(JobFacts.of(job, depths())));
    facts.addAll(devices);
    facts.add(Environment.facts(orionVersion));
    return new ReportPage(
        title(),
        "%s, measured by orion bench %s"
            .formatted(
                DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx", Locale.ROOT).format(time),
                orionVersion),
        commandLine,
        warnings(),
        results.stream().map(this::run).toList(),
        facts);
  }

  private String title() {
    BenchResult first = results.getFirst();
    List<JobResult> jobs = first.distinctJobs();
    String pattern = jobs.getFirst().job().pattern().fioName();
    String name = jobs.getFirst().job().name();
    String what = name.equals(pattern) ? pattern : name + ": " + pattern;
    if (jobs.size() > 1) {
      what = jobs.stream().map(each -> each.job().name()).collect(Collectors.joining(", "));
    }
    if (jobs.size() > MAX_TITLE_JOBS) {
      what = jobs.size() + " jobs";
    }
    return what + " on " + String.join(", ", first.total().devices());
  }

  private String depths() {
    return results.stream()
        .map(each -> Integer.toString(each.total().job().ioDepth()))
        .collect(Collectors.joining(", "));
  }

  private Run run(BenchResult result) {
    List<Measurement> threads = new ArrayList<>();
    for (int index : result.shownThreads()) {
      threads.addAll(measurements(result.label(index), result.jobs().get(index)));
    }
    List<Measurement> groups = new ArrayList<>();
    if (result.groups().size() == 1) {
      groups.addAll(measurements("", result.total()));
    } else {
      result
          .groups()
          .forEach(group -> groups.addAll(measurements("group " + group.groupId(), group)));
    }
    boolean threadsDiffer = result.distinctJobs().size() > 1 && !threads.isEmpty();
    List<NamedPoints> devices = new ArrayList<>();
    result.devices().forEach((name, series) -> devices.add(new NamedPoints(name, iops(series))));
    return new Run(
        result.total().job().ioDepth(),
        groups,
        threads,
        threadsDiffer && threads.size() <= Figures.STYLES ? threads : groups,
        devices);
  }

  private List<Measurement> measurements(String name, JobResult result) {
    List<Measurement> measurements = new ArrayList<>();
    for (IoDirection direction : DIRECTIONS) {
      DirectionResult part = result.direction(direction);
      if (part.ioCount() > 0) {
        measurements.add(
            new Measurement(
                name,
                direction.name().toLowerCase(Locale.ROOT),
                part.ioCount(),
                part.iops(),
                part.bytesPerSecond(),
                LatencySummary.of(part.latency(), percentiles),
                LatencySummary.of(part.response(), percentiles),
                overTime(result.series(), sample -> sample.iops().of(direction)),
                overTime(result.series(), sample -> sample.bytesPerSecond().of(direction))));
      }
    }
    addUnmoving(measurements, name, "sync", result.syncLatency(), result);
    addUnmoving(measurements, name, "reset", result.resetLatency(), result);
    return measurements;
  }

  private void addUnmoving(
      List<Measurement> measurements,
      String name,
      String operation,
      LatencyHistogram latency,
      JobResult result) {
    if (latency.count() > 0) {
      measurements.add(
          new Measurement(
              name,
              operation,
              latency.count(),
              latency.count() * 1e9 / Math.max(1, result.runtime().toNanos()),
              0,
              LatencySummary.of(latency, percentiles),
              Latencies.NONE,
              List.of(),
              List.of()));
    }
  }

  private static List<Point> iops(RateSeries series) {
    return overTime(
        series,
        sample -> {
          PerDirection<Double> iops = sample.iops();
          return iops.read() + iops.write() + iops.trim();
        });
  }

  private static List<Point> overTime(
      RateSeries series, ToDoubleFunction<RateSeries.Sample> value) {
    return series.samples().stream()
        .map(sample -> new Point(sample.endSeconds(), value.applyAsDouble(sample)))
        .toList();
  }

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (BenchResult result : results) {
      String at = results.size() > 1 ? "depth %d: ".formatted(result.total().job().ioDepth()) : "";
      if (result.stopped()) {
        warnings.add(at + "stopped before its end");
      }
      for (JobResult job : result.distinctJobs()) {
        if (job.ioDepth() < job.job().ioDepth()) {
          warnings.add(
              "%sthe device grants a depth of %d, not %d"
                  .formatted(at, job.ioDepth(), job.job().ioDepth()));
        }
      }
      for (int index = 0; index < result.jobs().size(); index++) {
        IOException failure = result.jobs().get(index).failure();
        if (failure != null) {
          warnings.add("%s%s failed: %s".formatted(at, result.label(index), failure.getMessage()));
        }
      }
    }
    return warnings;
  }
}
