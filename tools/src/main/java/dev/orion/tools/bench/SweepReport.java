package dev.orion.tools.bench;

import dev.orion.tools.text.Amounts;
import dev.orion.tools.text.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Prints a sweep for people: a table with a row for each depth and direction. */
public final class SweepReport {
  /** The columns that are words: the direction, after the depth. */
  private static final int LABELS = 0;

  private final SweepResult sweep;
  private final List<Double> percentiles;

  /**
   * A report of a sweep. It shows all threads together.
   *
   * @param percentiles which latencies to show, 0 to 100
   */
  public SweepReport(SweepResult sweep, List<Double> percentiles) {
    this.sweep = sweep;
    this.percentiles = List.copyOf(percentiles);
  }

  /** The report, in lines. */
  public String text() {
    List<String> lines = new ArrayList<>(List.of(headline(), ""));
    List<List<String>> rows = new ArrayList<>(List.of(heading()));
    List<String> notes = new ArrayList<>();
    for (SweepResult.Step step : sweep.steps()) {
      addRows(rows, step);
      addNotes(notes, step);
    }
    lines.addAll(rows.size() > 1 ? TextTable.lines(rows, LABELS) : List.of("no I/O completed"));
    if (!notes.isEmpty()) {
      lines.add("");
      lines.addAll(notes);
    }
    return String.join(System.lineSeparator(), lines);
  }

  private String headline() {
    JobResult first = sweep.results().getFirst().total();
    BenchJob job = first.job();
    return String.format(
        Locale.ROOT,
        "%s%s on %s: %s blocks, I/O depths %d to %d, %d %s",
        job.name().equals(job.pattern().fioName()) ? "" : job.name() + ": ",
        job.pattern().fioName(),
        String.join(", ", first.devices()),
        job.blockSizes().text(job.pattern()),
        sweep.steps().getFirst().ioDepth(),
        sweep.steps().getLast().ioDepth(),
        job.numJobs(),
        job.numJobs() == 1 ? "thread" : "threads");
  }

  private List<String> heading() {
    List<String> cells = new ArrayList<>(List.of("depth", "", "IOPS", "MiB/s", "MB/s", "lat avg"));
    percentiles.forEach(percentile -> cells.add("p" + BenchReport.shortest(percentile)));
    cells.add("max");
    return cells;
  }

  private void addRows(List<List<String>> rows, SweepResult.Step step) {
    for (IoDirection direction : IoDirection.DATA_DIRECTIONS) {
      DirectionResult part = step.result().total().direction(direction);
      if (part.ioCount() > 0) {
        List<String> cells = new ArrayList<>();
        cells.add(Integer.toString(step.ioDepth()));
        cells.add(direction.name().toLowerCase(Locale.ROOT));
        cells.add(Amounts.rate(part.iops()));
        cells.add(Amounts.mebibytes(part.bytesPerSecond()));
        cells.add(Amounts.megabytes(part.bytesPerSecond()));
        addLatencies(cells, part.latency());
        rows.add(cells);
        if (part.response().count() > 0) {
          List<String> response = new ArrayList<>(List.of("", "response", "", "", ""));
          addLatencies(response, part.response());
          rows.add(response);
        }
      }
    }
  }

  private void addLatencies(List<String> cells, LatencyHistogram latency) {
    cells.add(Amounts.latency(latency.meanNanos()));
    for (double percentile : percentiles) {
      cells.add(Amounts.latency((double) latency.nanosAtPercentile(percentile)));
    }
    cells.add(Amounts.latency((double) latency.maxNanos()));
  }

  private static void addNotes(List<String> notes, SweepResult.Step step) {
    int granted = step.result().total().ioDepth();
    if (granted < step.ioDepth()) {
      notes.add("depth %d: the device grants no more than %d".formatted(step.ioDepth(), granted));
    }
    if (step.result().stopped()) {
      notes.add("depth %d: stopped early".formatted(step.ioDepth()));
    }
    step.result()
        .failures()
        .forEach(e -> notes.add("depth %d failed: %s".formatted(step.ioDepth(), e.getMessage())));
  }
}
