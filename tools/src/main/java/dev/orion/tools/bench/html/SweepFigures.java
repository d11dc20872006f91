package dev.orion.tools.bench.html;

import dev.orion.tools.text.Amounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Chooses what is drawn of a sweep over I/O depths. */
final class SweepFigures {
  /** How many colours the style sheet has from the least to the greatest depth. */
  private static final int RAMP = 9;

  private static final double MEDIAN = 50;
  private static final double TAIL = 99.9;

  private final Axis depths;

  /** What was measured of each kind of I/O, by its label. */
  private final Map<String, List<Step>> kinds = new LinkedHashMap<>();

  /** What was measured at a depth. */
  private record Step(int depth, Measurement measured) {
    double nanos(double percentile) {
      return measured.latencies().atPercentile(percentile);
    }

    String text() {
      return "%s, depth %d: %s IOPS, median %s, p99.9 %s"
          .formatted(
              measured.label(),
              depth,
              Amounts.rate(measured.iops()),
              Labels.latency(nanos(MEDIAN)),
              Labels.latency(nanos(TAIL)));
    }
  }

  private SweepFigures(List<Run> runs) {
    depths = Axis.depths("I/O depth per thread", runs.stream().map(Run::ioDepth).toList());
    for (Run run : runs) {
      for (Measurement group : run.groups()) {
        kinds
            .computeIfAbsent(group.label(), _ -> new ArrayList<>())
            .add(new Step(run.ioDepth(), group));
      }
    }
  }

  /** The plots of a sweep. */
  static List<Plot> of(List<Run> runs) {
    SweepFigures figures = new SweepFigures(runs);
    List<Plot> plots = new ArrayList<>();
    plots.add(figures.iopsByDepth());
    plots.add(figures.latencyByDepth());
    plots.add(figures.latencyByIops());
    figures.kinds.forEach((label, steps) -> plots.add(percentiles(label, steps)));
    return plots;
  }

  private Plot iopsByDepth() {
    List<Series> lines = new ArrayList<>();
    kinds.forEach(
        (label, steps) ->
            lines.add(
                line(
                    label,
                    Figures.style(lines.size()),
                    steps,
                    Step::depth,
                    step -> step.measured().iops())));
    return new Plot(
            "IOPS by depth",
            "Flat where more I/Os in flight gain nothing.",
            depths,
            Axis.fromZero("IOPS", Figures.ys(lines), Labels::roundRate))
        .withLines(lines);
  }

  private Plot latencyByDepth() {
    List<Series> lines = latencies(Step::depth);
    return new Plot(
            "Latency by depth",
            "Grows with the depth where IOPS no longer do.",
            depths,
            Axis.logarithmic("latency", Figures.ys(lines), Labels::roundLatency))
        .withLines(lines);
  }

  private Plot latencyByIops() {
    List<Series> lines = latencies(step -> step.measured().iops());
    return new Plot(
            "Latency by IOPS",
            "A mark for each depth: what the rate costs.",
            Axis.fromZero("IOPS", Figures.xs(lines), Labels::roundRate),
            Axis.logarithmic("latency", Figures.ys(lines), Labels::roundLatency))
        .withLines(lines);
  }

  /** Two lines for each kind of I/O: the median, and p99.9. */
  private List<Series> latencies(ToDoubleFunction<Step> x) {
    List<Series> lines = new ArrayList<>();
    kinds.forEach(
        (label, steps) -> {
          String style = Figures.style(lines.size() / 2);
          lines.add(line(label + " median", style, steps, x, step -> step.nanos(MEDIAN)));
          lines.add(line(label + " p99.9", style + " tail", steps, x, step -> step.nanos(TAIL)));
        });
    return lines;
  }

  private static Series line(
      String name,
      String style,
      List<Step> steps,
      ToDoubleFunction<Step> x,
      ToDoubleFunction<Step> y) {
    Function<Step, Point> point = step -> new Point(x.applyAsDouble(step), y.applyAsDouble(step));
    return new Series(
        name,
        style,
        steps.stream().map(point).toList(),
        steps.stream().map(step -> new Series.Mark(point.apply(step), step.text())).toList(),
        true);
  }

  private static Plot percentiles(String label, List<Step> steps) {
    List<Series> lines = new ArrayList<>();
    for (Step step : steps) {
      int colour = lines.size() * (RAMP - 1) / Math.max(1, steps.size() - 1);
      lines.add(
          Figures.curve(
              "depth " + step.depth(), "ramp" + colour, step.measured().latencies().curve()));
    }
    return Figures.percentiles(
        "Latency by percentile, " + label, "The deeper the queue, the brighter the line.", lines);
  }
}
