package dev.orion.tools.bench.html;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * Writes a report as one file of HTML that is well-formed XML too. It runs no script and loads
 * nothing; it follows the reader's choice of light or dark, and is printed light.
 */
public final class HtmlReport {
  /** What the figures mean. */
  private static final List<Fact> MEANINGS =
      List.of(
          new Fact(
              "latency",
              "From the start of building a command to having noticed its completion, so with all"
                  + " that the driver does. fio calls it clat."),
          new Fact(
              "response",
              "Only where a rate was set: from when the I/O was to start, however late it did, to"
                  + " its completion. fio calls it lat."),
          new Fact(
              "percentile",
              "p99 is the latency that 99 of 100 I/Os did not exceed. Kept to three significant"
                  + " digits."),
          new Fact("median, avg", "The median is p50; avg is the arithmetic mean."),
          new Fact(
              "IOPS",
              "I/Os completed without error, by the time that the job did I/Os. Times count from"
                  + " the start of the run."),
          new Fact("MB/s, MiB/s", "Millions of bytes, and 1,048,576 bytes, a second."),
          new Fact(
              "depth",
              "I/Os that each thread keeps in flight; with several threads the device sees their"
                  + " sum."));

  private final ReportPage page;

  /** A report of what the page holds. */
  public HtmlReport(ReportPage page) {
    this.page = page;
  }

  /** The file's text, to be stored as UTF-8. */
  public String text() {
    Markup out = new Markup();
    out.raw("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    out.empty("meta", "charset", "utf-8");
    out.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    out.empty("meta", "name", "color-scheme", "content", "light dark");
    out.element("title", page.title());
    out.open("style").raw("\n" + styleSheet()).close().close();
    out.open("body");
    writeHeader(out);
    out.open("main");
    new Highlights(page).writeTo(out);
    out.element("h2", "Results");
    new ResultTable(page).writeTo(out);
    writePlots(out);
    writeFacts(out);
    out.close().close().close();
    return out.toString();
  }

  private void writeHeader(Markup out) {
    out.open("header").element("h1", page.title()).element("p", page.subtitle());
    out.open("pre").element("code", page.commandLine()).close();
    if (!page.warnings().isEmpty()) {
      out.open("ul", "class", "warnings");
      page.warnings().forEach(warning -> out.element("li", warning));
      out.close();
    }
    out.close();
  }

  private void writePlots(Markup out) {
    List<Plot> plots =
        page.isSweep()
            ? SweepFigures.of(page.runs())
            : page.runs().stream().flatMap(run -> Figures.of(run).stream()).toList();
    out.open("section", "class", "plots");
    plots.forEach(plot -> plot.writeTo(out));
    out.close();
  }

  private void writeFacts(Markup out) {
    out.open("section", "class", "facts");
    for (FactList list : page.facts()) {
      write(list, out);
    }
    write(new FactList("What the figures mean", MEANINGS), out);
    out.close();
  }

  private static void write(FactList list, Markup out) {
    out.open("div").element("h2", list.title()).open("dl");
    for (Fact fact : list.facts()) {
      out.element("dt", fact.name()).element("dd", fact.value()).raw("\n");
    }
    out.close().close();
  }

  private static String styleSheet() {
    try (InputStream file = HtmlReport.class.getResourceAsStream("report.css")) {
      return new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
