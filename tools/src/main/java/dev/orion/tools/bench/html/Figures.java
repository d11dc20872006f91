package dev.orion.tools.bench.html;

import dev.orion.tools.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Chooses what is drawn of a single run. */
final class Figures {
  /** How many styles for lines the style sheet has. */
  static final int STYLES = 6;

  /** Percentiles at which a curve says its latency. */
  private static final List<Double> MARKED = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 99.999);

  /** More marks than this in a line are not told from each other. */
  private static final int MAX_MARKS = 200;

  private Figures() {}

  /** The plots of a run. */
  static List<Plot> of(Run run) {
    List<Measurement> moving =
        run.drawn().stream().filter(group -> group.bytesPerSecond() > 0).toList();
    List<Plot> plots = new ArrayList<>();
    plots.add(
        overTime(
            "IOPS over time",
            "IOPS",
            lines(moving, Measurement::iopsOverTime),
            Labels::roundRate,
            Amounts::rate));
    plots.add(
        overTime(
            "Throughput over time",
            "MB/s",
            lines(moving, Measurement::bytesPerSecondOverTime),
            bytes -> Labels.plain(bytes / 1e6),
            Amounts::megabytes));
    if (run.deviceIops().size() > 1) {
      plots.add(
          overTime(
              "IOPS of each device over time",
              "IOPS",
              run.deviceIops(),
              Labels::roundRate,
              Amounts::rate));
    }
    plots.add(
        percentiles(
            "Latency by percentile",
            "How long that share of the I/Os took at most." + note(run.drawn().size()),
            curves(limited(run.drawn()))));
    plots.add(histogram(run.drawn()));
    return plots;
  }

  private static List<NamedPoints> lines(
      List<Measurement> measured, Function<Measurement, List<Point>> values) {
    return measured.stream()
        .map(each -> new NamedPoints(each.label(), values.apply(each)))
        .toList();
  }

  /** As many as have colours of their own. */
  private static <T> List<T> limited(List<T> all) {
    return all.subList(0, Math.min(STYLES, all.size()));
  }

  private static String note(int count) {
    return count > STYLES ? " The first %d of %d.".formatted(STYLES, count) : "";
  }

  private static Plot overTime(
      String title,
      String unit,
      List<NamedPoints> values,
      DoubleFunction<String> tick,
      DoubleFunction<String> text) {
    List<Series> lines = new ArrayList<>();
    for (NamedPoints each : limited(values)) {
      List<Point> points = each.points();
      List<Series.Mark> marks =
          Thinning.keepExtremes(points, MAX_MARKS).stream()
              .map(point -> new Series.Mark(point, each.name() + atTime(point, text, unit)))
              .toList();
      lines.add(new Series(each.name(), style(lines.size()), points, marks, false));
    }
    return new Plot(
            title,
            "Means of half a second each." + note(values.size()),
            Axis.time(xs(lines)),
            Axis.fromZero(unit, ys(lines), tick))
        .withLines(lines);
  }

  private static String atTime(Point point, DoubleFunction<String> text, String unit) {
    return String.format(Locale.ROOT, " at %.1f s: %s %s", point.x(), text.apply(point.y()), unit);
  }

  private static List<Series> curves(List<Measurement> groups) {
    List<Series> lines = new ArrayList<>();
    for (int index = 0; index < groups.size(); index++) {
      Measurement group = groups.get(index);
      lines.add(curve(group.label(), style(index), group.latencies().curve()));
      if (group.response().count() > 0) {
        lines.add(
            curve(group.label() + " response", style(index) + " tail", group.response().curve()));
      }
    }
    return lines;
  }

  /** A latency curve that says its latency at round percentiles. */
  static Series curve(String name, String style, List<Point> curve) {
    List<Series.Mark> marks = new ArrayList<>();
    for (double percentile : MARKED) {
      curve.stream()
          .filter(point -> point.x() >= percentile)
          .findFirst()
          .ifPresent(point -> marks.add(mark(point, name, Labels.percentile(percentile))));
    }
    if (!curve.isEmpty()) {
      marks.add(mark(curve.getLast(), name, "longest"));
    }
    return new Series(name, style, curve, marks, false);
  }

  private static Series.Mark mark(Point point, String name, String percentile) {
    return new Series.Mark(
        point, "%s, %s: %s".formatted(name, percentile, Labels.latency(point.y())));
  }

  /** A plot of latency curves, in the manner of HdrHistogram. */
  static Plot percentiles(String title, String note, List<Series> curves) {
    return new Plot(
            title,
            note,
            Axis.percentiles(xs(curves)),
            Axis.logarithmic("latency", ys(curves), Labels::roundLatency))
        .withLines(curves);
  }

  private static Plot histogram(List<Measurement> groups) {
    List<Histogram> histograms = new ArrayList<>();
    for (Measurement group : limited(groups)) {
      histograms.add(
          new Histogram(group.label(), style(histograms.size()), group.latencies().histogram()));
    }
    DoubleStream limits =
        histograms.stream()
            .flatMap(histogram -> histogram.bars().stream())
            .flatMapToDouble(bar -> DoubleStream.of(bar.from(), bar.to()));
    double[] heights =
        histograms.stream()
            .flatMapToDouble(each -> each.bars().stream().mapToDouble(each::percent))
            .filter(percent -> percent > 0)
            .toArray();
    DoubleStream withRoomBelow =
        DoubleStream.concat(
            DoubleStream.of(heights), DoubleStream.of(heights).map(height -> height / 2));
    return new Plot(
            "Latency histogram",
            "Mind the logarithmic axes." + note(groups.size()),
            Axis.logarithmic("latency", limits, Labels::roundLatency),
            Axis.logarithmic("% of I/Os", withRoomBelow, Labels::plain))
        .withBars(histograms);
  }

  /** The class of the style sheet for the line of this number. */
  static String style(int index) {
    return "s" + index % STYLES;
  }

  static DoubleStream xs(List<Series> lines) {
    return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::x);
  }

  static DoubleStream ys(List<Series> lines) {
    return lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::y);
  }
}
