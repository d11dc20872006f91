package dev.orion.tools.bench;

import dev.orion.tools.text.Amounts;
import dev.orion.tools.text.ByteSize;
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
  private final boolean groupReporting;
  private final List<Double> percentiles;

  /**
   * A report of a result.
   *
   * @param groupReporting whether to show only all threads together
   * @param percentiles which latencies to show, 0 to 100
   */
  public BenchReport(BenchResult result, boolean groupReporting, List<Double> percentiles) {
    this.result = result;
    this.groupReporting = groupReporting;
    this.percentiles = List.copyOf(percentiles);
  }

  /** The report, in lines. */
  public String text() {
    List<String> lines = new ArrayList<>(List.of(headline(), ""));
    List<List<String>> rows = new ArrayList<>();
    rows.add(heading());
    if (result.jobs().size() > 1 && !groupReporting) {
      for (int index = 0; index < result.jobs().size(); index++) {
        addRows(rows, "job " + index, result.jobs().get(index));
      }
    }
    addRows(rows, result.jobs().size() > 1 ? "all" : "", result.total());
    lines.addAll(rows.size() > 1 ? TextTable.lines(rows, LABELS) : List.of("no I/O completed"));
    lines.add("");
    lines.add(cpu());
    for (int index = 0; index < result.jobs().size(); index++) {
      IOException failure = result.jobs().get(index).failure();
      if (failure != null) {
        lines.add("job %d failed: %s".formatted(index, failure.getMessage()));
      }
    }
    return String.join(System.lineSeparator(), lines);
  }

  private String headline() {
    BenchJob job = result.job();
    String name = job.name().equals(job.pattern().fioName()) ? "" : job.name() + ": ";
    String depth =
        result.total().ioDepth() < job.ioDepth()
            ? "%d (the device grants no more)".formatted(result.total().ioDepth())
            : Integer.toString(job.ioDepth());
    return String.format(
        Locale.ROOT,
        "%s%s on %s, %s from offset %s: %s blocks, I/O depth %s, %d %s, %s%s",
        name,
        job.pattern().fioName(),
        result.device(),
        ByteSize.format(result.region().lengthBytes()),
        ByteSize.format(result.region().offsetBytes()),
        ByteSize.format(job.blockSizeBytes()),
        depth,
        job.numJobs(),
        job.numJobs() == 1 ? "job" : "jobs",
        Amounts.latency((double) result.total().runtime().toNanos()),
        result.stopped() ? " (stopped early)" : "");
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
      }
    }
    LatencyHistogram sync = job.syncLatency();
    if (sync.count() > 0) {
      double perSecond = sync.count() * 1e9 / Math.max(1, job.runtime().toNanos());
      rows.add(row("", IoDirection.SYNC, sync.count(), perSecond, "", "", sync));
    }
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
    cells.add(Amounts.latency((double) latency.minNanos()));
    cells.add(Amounts.latency(latency.meanNanos()));
    for (double percentile : percentiles) {
      cells.add(Amounts.latency((double) latency.nanosAtPercentile(percentile)));
    }
    cells.add(Amounts.latency((double) latency.maxNanos()));
    return cells;
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

  private static String shortest(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }
}
