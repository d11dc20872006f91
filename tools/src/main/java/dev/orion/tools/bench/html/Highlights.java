package dev.orion.tools.bench.html;

import dev.orion.tools.text.Amounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The few figures that stand large at the top: of a sweep, the best of all depths. */
final class Highlights {
  private static final double MEDIAN = 50;
  private static final double TAIL = 99.9;

  /** More are in the table only. */
  private static final int MAX_ROWS = 4;

  private final ReportPage page;

  /** A measurement, and the depth it was made at. */
  private record Step(int depth, Measurement measured) {
    double nanos(double percentile) {
      return measured.latencies().atPercentile(percentile);
    }
  }

  Highlights(ReportPage page) {
    this.page = page;
  }

  /** Writes them, a row for each kind of I/O that moved data. */
  void writeTo(Markup out) {
    Map<String, List<Step>> kinds = new LinkedHashMap<>();
    for (Run run : page.runs()) {
      for (Measurement group : run.groups()) {
        if (group.bytesPerSecond() > 0) {
          kinds
              .computeIfAbsent(group.label(), _ -> new ArrayList<>())
              .add(new Step(run.ioDepth(), group));
        }
      }
    }
    kinds.entrySet().stream()
        .limit(MAX_ROWS)
        .forEach(kind -> writeRow(kind.getKey(), kind.getValue(), out));
  }

  private void writeRow(String label, List<Step> steps, Markup out) {
    Step fastest =
        steps.stream()
            .max(Comparator.comparingDouble(step -> step.measured().iops()))
            .orElseThrow();
    Step quickest =
        steps.stream().min(Comparator.comparingDouble(step -> step.nanos(MEDIAN))).orElseThrow();
    out.open("dl", "class", "highlights");
    write(
        out, best("highest ") + label + " IOPS", Amounts.rate(fastest.measured().iops()), fastest);
    write(
        out,
        best("highest ") + label + " MB/s",
        Amounts.megabytes(fastest.measured().bytesPerSecond()),
        fastest);
    write(
        out,
        best("lowest ") + label + " median latency",
        Labels.latency(quickest.nanos(MEDIAN)),
        quickest);
    Latencies response = quickest.measured().response();
    if (response.count() > 0) {
      write(out, label + " p99.9 response", Labels.latency(response.atPercentile(TAIL)), quickest);
    } else {
      write(out, label + " p99.9 latency", Labels.latency(quickest.nanos(TAIL)), quickest);
    }
    out.close();
  }

  private void write(Markup out, String name, String value, Step step) {
    out.open("div").element("dt", name).element("dd", value);
    if (page.isSweep()) {
      out.element("dd", "at depth " + step.depth(), "class", "where");
    }
    out.close();
  }

  private String best(String word) {
    return page.isSweep() ? word : "";
  }
}
