package dev.orion.tools.bench;

import dev.orion.tools.text.Amounts;
import dev.orion.tools.text.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints a result for people: what was done, a table of rates and latencies, and the CPU's share.
 */
public final class BenchReport {
  /** The latencies shown if nobody asks for others. */
  public static final List<Double> DEFAULT_PERCENTILES = List.of(50.0, 99.0, 99.9);

  /** The columns that are words: which job, and which direction. */
  private static final int LABELS = 2;

  private final BenchResult result;
  private final List<Double> percentiles;

  /**
   * A report of a result.
   *
   * @param percentiles which latencies to show, 0 to 100
   */
  public BenchReport(BenchResult result, List<Double> percentiles) {
    this.result = result;
    this.percentiles = List.copyOf(percentiles);
  }

  /** The report, in lines. */
  public String text() {
    List<String> lines = new ArrayList<>();
    result.distinctJobs().forEach(thread -> lines.add(headline(thread)));
    lines.add("");
    List<List<String>> rows = rows();
    lines.addAll(rows.size() > 1 ? TextTable.lines(rows, LABELS) : List.of("no I/O completed"));
    lines.add("");
    lines.add(cpu());
    addSteadyStates(lines);
    for (int index = 0; index < result.jobs().size(); index++) {
      JobResult job = result.jobs().get(index);
      IOException failure = job.failure();
      if (failure != null) {
        lines.add("%s failed: %s".formatted(result.label(index), failure.getMessage()));
      }
    }
    return String.join(System.lineSeparator(), lines);
  }

  /** Threads, unless their group is reported as one; and groups. */
  private List<List<String>> rows() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(heading());
    for (int index : result.shownThreads()) {
      addRows(rows, result.label(index), result.jobs().get(index));
    }
    if (result.groups().size() == 1) {
      addRows(rows, result.jobs().size() == 1 ? "" : "all", result.total());
    } else {
      result.groups().forEach(group -> addRows(rows, "group " + group.groupId(), group));
    }
    return rows;
  }

  private String headline(JobResult thread) {
    BenchJob job = thread.job();
    String name = job.name().equals(job.pattern().fioName()) ? "" : job.name() + ": ";
    String depth =
        thread.ioDepth() < job.ioDepth()
            ? "%d (the device grants no more)".formatted(thread.ioDepth())
            : Integer.toString(job.ioDepth());
    return String.format(
        Locale.ROOT,
        "%s%s on %s: %s blocks, I/O depth %s, %d %s, %s%s",
        name,
        job.pattern().fioName(),
        String.join(", ", thread.devices()),
        job.blockSizes().text(job.pattern()),
        depth,
        job.numJobs(),
        job.numJobs() == 1 ? "thread" : "threads",
        Amounts.latency((double) thread.runtime().toNanos()),
        result.stopped() ? " (stopped early)" : "");
  }

  private void addSteadyStates(List<String> lines) {
    BenchJob last = null;
    for (JobResult thread : result.jobs()) {
      SteadyStateResult found = thread.steadyState();
      if (found != null && !thread.job().equals(last)) {
        last = thread.job();
        SteadyState.Criterion criterion = found.asked().criterion();
        String unit = criterion.percent() ? "%" : "";
        lines.add(
            String.format(
                Locale.ROOT,
                "steady state of %s: %s, %s is %.3f%s of at most %s%s",
                last.name(),
                found.attained() ? "attained" : "not attained",
                criterion.fioName(),
                found.value(),
                unit,
                shortest(criterion.limit()),
                unit));
      }
    }
  }

  private List<String> heading() {
    List<String> cells =
        new ArrayList<>(List.of("", "", "I/Os", "IOPS", "MiB/s", "MB/s", "lat min", "avg"));
    percentiles.forEach(percentile -> cells.add("p" + shortest(percentile)));
    cells.add("max");
    return cells;
  }

  private void addRows(List<List<String>> rows, String label, JobResult job) {
    String rowLabel = label;
    for (IoDirection direction : IoDirection.DATA_DIRECTIONS) {
      DirectionResult part = job.direction(direction);
      if (part.ioCount() > 0) {
        rows.add(
            row(
                rowLabel,
                direction,
                part.ioCount(),
                part.iops(),
                Amounts.mebibytes(part.bytesPerSecond()),
                Amounts.megabytes(part.bytesPerSecond()),
                part.latency()));
        rowLabel = "";
        if (part.response().count() > 0) {
          rows.add(latencyRow("response", part.response()));
        }
      }
    }
    addRow(rows, IoDirection.SYNC, job.syncLatency(), job);
    addRow(rows, IoDirection.RESET, job.resetLatency(), job);
  }

  private void addRow(
      List<List<String>> rows, IoDirection direction, LatencyHistogram latency, JobResult job) {
    if (latency.count() > 0) {
      double perSecond = latency.count() * 1e9 / Math.max(1, job.runtime().toNanos());
      rows.add(row("", direction, latency.count(), perSecond, "", "", latency));
    }
  }

  /** What users waited, of I/Os that had their time to start. */
  private List<String> latencyRow(String label, LatencyHistogram latency) {
    List<String> cells = new ArrayList<>(List.of("", label, "", "", "", ""));
    addLatencies(cells, latency);
    return cells;
  }

  private List<String> row(
      String label,
      IoDirection direction,
      long count,
      double perSecond,
      String mebibytes,
      String megabytes,
      LatencyHistogram latency) {
    List<String> cells = new ArrayList<>();
    cells.add(label);
    cells.add(direction.name().toLowerCase(Locale.ROOT));
    cells.add(Long.toString(count));
    cells.add(Amounts.rate(perSecond));
    cells.add(mebibytes);
    cells.add(megabytes);
    addLatencies(cells, latency);
    return cells;
  }

  private void addLatencies(List<String> cells, LatencyHistogram latency) {
    cells.add(Amounts.latency((double) latency.minNanos()));
    cells.add(Amounts.latency(latency.meanNanos()));
    for (double percentile : percentiles) {
      cells.add(Amounts.latency((double) latency.nanosAtPercentile(percentile)));
    }
    cells.add(Amounts.latency((double) latency.maxNanos()));
  }

  private String cpu() {
    return String.format(
        Locale.ROOT,
        "CPU: %.1f%% user, %.1f%% system, %d context switches, of %s",
        CpuShare.user(result.jobs()),
        CpuShare.system(result.jobs()),
        result.total().usage().contextSwitches(),
        result.jobs().size() == 1 ? "1 thread" : result.jobs().size() + " threads");
  }

  /** As few digits as say it. */
  static String shortest(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
