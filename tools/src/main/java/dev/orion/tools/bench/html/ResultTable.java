package dev.orion.tools.bench.html;

import dev.orion.tools.text.Amounts;
import java.util.ArrayList;
import java.util.List;

/** The table of all that was measured, in the numbers of the text report. */
final class ResultTable {
  private final ReportPage page;

  ResultTable(ReportPage page) {
    this.page = page;
  }

  /** Writes the table. */
  void writeTo(Markup out) {
    out.open("div", "class", "scroll").open("table").open("thead").open("tr");
    for (String heading : headings()) {
      out.element("th", heading, "scope", "col");
    }
    out.close().close().open("tbody");
    for (Run run : page.runs()) {
      for (Measurement job : run.jobs()) {
        writeRow(run, job, "", out);
      }
      for (Measurement group : run.groups()) {
        writeRow(run, group, run.jobs().isEmpty() ? "" : "total", out);
      }
    }
    out.close().close().close();
  }

  private List<String> headings() {
    List<String> headings = new ArrayList<>(List.of(page.isSweep() ? "depth" : "", ""));
    headings.addAll(List.of("I/Os", "IOPS", "MiB/s", "MB/s", "lat min", "avg"));
    page.runs().stream()
        .flatMap(run -> run.groups().stream())
        .findFirst()
        .ifPresent(
            any ->
                any.latencies()
                    .percentiles()
                    .forEach(point -> headings.add(Labels.percentile(point.x()))));
    headings.add("max");
    return headings;
  }

  private void writeRow(Run run, Measurement row, String style, Markup out) {
    out.open("tr", "class", style);
    if (page.isSweep()) {
      out.element("th", Integer.toString(run.ioDepth()), "scope", "row");
    } else {
      boolean isAll = row.name().isEmpty() && !run.jobs().isEmpty();
      out.element("th", isAll ? "all" : row.name(), "scope", "row", "class", "word");
    }
    out.element("td", page.isSweep() ? row.label() : row.operation(), "class", "word");
    boolean moves = row.bytesPerSecond() > 0;
    out.element("td", Long.toString(row.count()));
    out.element("td", Amounts.rate(row.iops()));
    out.element("td", moves ? Amounts.mebibytes(row.bytesPerSecond()) : "");
    out.element("td", moves ? Amounts.megabytes(row.bytesPerSecond()) : "");
    writeLatencies(row.latencies(), out);
    if (row.response().count() > 0) {
      out.open("tr", "class", style);
      out.element("th", "", "scope", "row").element("td", "response", "class", "word");
      out.element("td", "").element("td", "").element("td", "").element("td", "");
      writeLatencies(row.response(), out);
    }
  }

  private static void writeLatencies(Latencies latencies, Markup out) {
    out.element("td", Labels.latency(latencies.minNanos()));
    out.element("td", Labels.latency(latencies.meanNanos()));
    latencies.percentiles().forEach(point -> out.element("td", Labels.latency(point.y())));
    out.element("td", Labels.latency(latencies.maxNanos()));
    out.close();
  }
}
