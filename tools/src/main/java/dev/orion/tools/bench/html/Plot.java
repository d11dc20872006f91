package dev.orion.tools.bench.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A plot of lines or bars: a figure with caption, legend and an SVG drawing. Values that are not
 * finite are left out.
 */
final class Plot {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 300;
  private static final int LEFT = 58;
  private static final int RIGHT = 546;
  private static final int TOP = 24;
  private static final int BOTTOM = 258;

  /** More points are not told from each other at this width. */
  private static final int MAX_POINTS = 600;

  /** Names of ticks at most this many pixels from the end of the axis are aligned to the end. */
  private static final int NEAR_END = 14;

  private final String title;
  private final String note;
  private final Axis xAxis;
  private final Axis yAxis;
  private final List<Series> lines = new ArrayList<>();
  private final List<Histogram> histograms = new ArrayList<>();

  /**
   * An empty plot.
   *
   * @param note what it shows, in a line
   */
  Plot(String title, String note, Axis xAxis, Axis yAxis) {
    this.title = title;
    this.note = note;
    this.xAxis = xAxis;
    this.yAxis = yAxis;
  }

  /** Adds lines. */
  Plot withLines(List<Series> series) {
    lines.addAll(series);
    return this;
  }

  /** Adds bars, whose heights are percent, and whose limits are those of the others. */
  Plot withBars(List<Histogram> bars) {
    histograms.addAll(bars);
    return this;
  }

  /** Writes the figure. */
  void writeTo(Markup out) {
    out.open("figure").open("figcaption");
    out.element("strong", title).text(" ").element("span", note).close();
    writeLegend(out);
    out.open(
        "svg",
        "viewBox",
        "0 0 %d %d".formatted(WIDTH, HEIGHT),
        "role",
        "img",
        "aria-label",
        title + ": " + note);
    writeXAxis(out);
    writeYAxis(out);
    for (int index = 0; index < histograms.size(); index++) {
      writeBars(index, out);
    }
    lines.forEach(each -> writeLine(each, out));
    if (isEmpty()) {
      text(out, "empty", (LEFT + RIGHT) / 2.0, (TOP + BOTTOM) / 2.0, "no data");
    }
    out.close().close();
  }

  private boolean isEmpty() {
    return lines.stream().allMatch(each -> each.points().stream().noneMatch(Point::isFinite))
        && histograms.stream().allMatch(each -> each.count() == 0);
  }

  private void writeLegend(Markup out) {
    out.open("ul", "class", "legend");
    for (Histogram histogram : histograms) {
      out.open("li").open("svg", "viewBox", "0 0 26 10", "aria-hidden", "true");
      out.empty("rect", "class", "bar " + histogram.style(), "width", "26", "height", "10");
      out.close().text(histogram.name()).close();
    }
    for (Series line : lines) {
      out.open("li").open("svg", "viewBox", "0 0 26 10", "aria-hidden", "true");
      out.empty("path", "class", "line " + line.style(), "d", "M0 5H26");
      out.close().text(line.name()).close();
    }
    out.close();
  }

  private void writeXAxis(Markup out) {
    for (Tick tick : xAxis.ticks()) {
      double x = x(tick.value());
      out.empty("path", "class", "grid", "d", "M%s %dV%d".formatted(number(x), TOP, BOTTOM));
      text(out, x > RIGHT - NEAR_END ? "tick end" : "tick middle", x, BOTTOM + 16.0, tick.text());
    }
    out.empty("path", "class", "axis", "d", "M%d %dH%d".formatted(LEFT, BOTTOM, RIGHT));
    text(out, "title middle", (LEFT + RIGHT) / 2.0, HEIGHT - 6.0, xAxis.title());
  }

  private void writeYAxis(Markup out) {
    for (Tick tick : yAxis.ticks()) {
      double y = y(tick.value());
      out.empty("path", "class", "grid", "d", "M%d %sH%d".formatted(LEFT, number(y), RIGHT));
      text(out, "tick end", LEFT - 6.0, y + 4, tick.text());
    }
    text(out, "title", 0, 10, yAxis.title());
  }

  private void writeLine(Series line, Markup out) {
    List<Point> points = Thinning.keepExtremes(line.points(), MAX_POINTS);
    StringBuilder path = new StringBuilder();
    for (Point point : points) {
      path.append(path.isEmpty() ? 'M' : 'L').append(number(x(point.x())));
      path.append(' ').append(number(y(point.y())));
    }
    if (points.size() > 1) {
      out.empty("path", "class", "line " + line.style(), "d", path.toString());
    }
    boolean shown = line.marksShown() || points.size() == 1;
    for (Series.Mark mark : line.marks()) {
      if (mark.point().isFinite()) {
        out.open(
            "circle",
            "class",
            (shown ? "mark " : "hover ") + line.style(),
            "cx",
            number(x(mark.point().x())),
            "cy",
            number(y(mark.point().y())),
            "r",
            shown ? "3.5" : "6");
        out.element("title", mark.text()).close();
      }
    }
  }

  /** Bars of the same range stand side by side, one of each histogram. */
  private void writeBars(int index, Markup out) {
    Histogram histogram = histograms.get(index);
    for (Bar bar : histogram.bars()) {
      if (bar.count() > 0) {
        double width = (x(bar.to()) - x(bar.from())) / histograms.size();
        double top = y(histogram.percent(bar));
        out.open(
            "rect",
            "class",
            "bar " + histogram.style(),
            "x",
            number(x(bar.from()) + index * width),
            "y",
            number(top),
            "width",
            number(width),
            "height",
            number(BOTTOM - top));
        out.element("title", text(histogram, bar)).close();
      }
    }
  }

  private static String text(Histogram histogram, Bar bar) {
    return "%s, %s to %s: %d (%s)"
        .formatted(
            histogram.name(),
            Labels.latency(bar.from()),
            Labels.latency(bar.to()),
            bar.count(),
            Labels.percent(histogram.percent(bar)));
  }

  private static void text(Markup out, String style, double x, double y, String text) {
    if (!text.isEmpty()) {
      out.element("text", text, "class", style, "x", number(x), "y", number(y));
    }
  }

  private double x(double value) {
    return LEFT + xAxis.position(value) * (RIGHT - LEFT);
  }

  private double y(double value) {
    return BOTTOM - yAxis.position(value) * (BOTTOM - TOP);
  }

  /** Coordinates to a tenth of a pixel. */
  private static String number(double coordinate) {
    return String.format(Locale.ROOT, "%.1f", coordinate).replace(".0", "");
  }
}
