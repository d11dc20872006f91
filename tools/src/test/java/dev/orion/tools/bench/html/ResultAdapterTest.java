package dev.orion.tools.bench.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.orion.block.MemoryBlockDevice;
import dev.orion.tools.bench.BenchJob;
import dev.orion.tools.bench.BenchJobBuilder;
import dev.orion.tools.bench.BenchProgress;
import dev.orion.tools.bench.BenchReport;
import dev.orion.tools.bench.BenchResult;
import dev.orion.tools.bench.BenchRunner;
import dev.orion.tools.bench.BenchTask;
import dev.orion.tools.bench.DirectionResult;
import dev.orion.tools.bench.Grouping;
import dev.orion.tools.bench.IoPattern;
import dev.orion.tools.bench.PerDirection;
import dev.orion.tools.bench.Rates;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class ResultAdapterTest {
  private static final List<Double> PERCENTILES = List.of(50.0, 99.0, 99.9);

  @Test
  void tableHasTheNumbersOfTheTextReport() throws Exception {
    BenchResult result =
        run(BenchJob.builder(IoPattern.RANDRW).ioDepth(4).numJobs(2).syncInterval(16));
    List<String> text =
        new BenchReport(result, PERCENTILES)
            .text()
            .lines()
            .skip(3)
            .takeWhile(line -> !line.isEmpty())
            .map(line -> numbers(line.substring(12)))
            .toList();
    assertThat(text).hasSize(9);
    assertThat(rows(page(result))).isEqualTo(text);
  }

  @Test
  void plotsHaveWhatWasMeasured() throws IOException {
    BenchResult result =
        run(
            BenchJob.builder(IoPattern.RANDREAD)
                .ioDepth(4)
                .timeBased(true)
                .runtime(Duration.ofMillis(1700)));
    DirectionResult read = result.total().read();
    Run run = page(result).runs().getFirst();
    Measurement measured = run.groups().getFirst();
    assertThat(run.jobs()).isEmpty();
    assertThat(measured.label()).isEqualTo("read");
    assertThat(measured.iopsOverTime()).hasSize(read.rates().count());
    assertThat(measured.iopsOverTime().stream().mapToDouble(Point::y).average().orElseThrow())
        .isCloseTo(read.rates().mean(), within(1e-6 * read.rates().mean()));
    // The two are counted while the run goes on, one after the other.
    double bytesPerSecond = 4096 * measured.iopsOverTime().getFirst().y();
    assertThat(measured.bytesPerSecondOverTime().getFirst().y())
        .isCloseTo(bytesPerSecond, within(0.2 * bytesPerSecond));
    assertThat(measured.iopsOverTime().getFirst().x()).isBetween(0.5, 1.7);

    Latencies latencies = measured.latencies();
    for (double percentile : new double[] {50, 90, 99, 99.9}) {
      assertThat(latencies.atPercentile(percentile))
          .isEqualTo((double) read.latency().nanosAtPercentile(percentile));
    }
    assertThat(latencies.curve()).isSortedAccordingTo((a, b) -> Double.compare(a.y(), b.y()));
    assertThat(latencies.curve().getLast().y()).isEqualTo((double) read.latency().maxNanos());
    assertThat(latencies.histogram().stream().mapToLong(Bar::count).sum())
        .isEqualTo(read.ioCount());
  }

  @Test
  void sweepHasARowForEachDepth() throws Exception {
    List<BenchResult> results = new ArrayList<>();
    for (int depth : new int[] {1, 2, 4}) {
      results.add(run(BenchJob.builder(IoPattern.RANDREAD).ioDepth(depth).numJobs(2)));
    }
    ReportPage page = page(results.toArray(BenchResult[]::new));
    assertThat(page.isSweep()).isTrue();
    Document document = HtmlReportTest.parse(new HtmlReport(page).text());
    assertThat(HtmlReportTest.texts(document, "th")).contains("depth", "1", "2", "4");
    assertThat(HtmlReportTest.texts(document, "strong"))
        .containsExactly(
            "IOPS by depth", "Latency by depth", "Latency by IOPS", "Latency by percentile, read");
    assertThat(HtmlReportTest.texts(document, "dd")).contains("1, 2, 4", "Linux " + kernel());
  }

  @Test
  void jobsGroupsAndDevicesHaveRowsAndLinesOfTheirOwn() throws Exception {
    try (MemoryBlockDevice first = new MemoryBlockDevice("mem:a", 1 << 20, 512);
        MemoryBlockDevice second = new MemoryBlockDevice("mem:b", 1 << 20, 512)) {
      Rates rates = new Rates(PerDirection.all(0L), PerDirection.all(2000L), false);
      BenchJobBuilder timed =
          BenchJob.builder(IoPattern.RANDREAD)
              .timeBased(true)
              .runtime(Duration.ofMillis(1200))
              .rates(rates);
      BenchJob paced = timed.name("paced").build();
      BenchJob other = timed.name("other").numJobs(2).build();
      BenchJob after =
          BenchJob.builder(IoPattern.WRITE)
              .name("after")
              .grouping(new Grouping(true, false, false))
              .build();
      BenchResult result =
          new BenchRunner(
                  List.of(
                      new BenchTask(paced, List.of(first, second)),
                      new BenchTask(other, List.of(second)),
                      new BenchTask(after, List.of(first))),
                  BenchProgress.Listener.NONE)
              .run();
      ReportPage page = page(result);
      Document document = HtmlReportTest.parse(new HtmlReport(page).text());
      assertThat(page.title()).isEqualTo("paced, other, after on mem:a, mem:b");
      assertThat(HtmlReportTest.texts(document, "th"))
          .contains("paced", "other 0", "other 1", "after", "group 0", "group 1");
      assertThat(HtmlReportTest.texts(document, "td")).contains("response");
      assertThat(HtmlReportTest.texts(document, "h2")).contains("Job paced", "Job other");
      assertThat(HtmlReportTest.texts(document, "strong"))
          .contains("IOPS of each device over time");
      assertThat(HtmlReportTest.texts(document, "li"))
          .contains("mem:a", "mem:b", "paced read", "paced read response", "other 1 read");
      assertThat(HtmlReportTest.texts(document, "dd")).contains("read 2000 IOPS, evenly");
      assertThat(page.runs().getFirst().deviceIops().getFirst().points()).isNotEmpty();
    }
  }

  @Test
  void moreThreadsThanColoursAreDrawnAsGroups() throws IOException {
    try (MemoryBlockDevice device = new MemoryBlockDevice("mem:1M", 1 << 20, 512)) {
      List<BenchTask> tasks = new ArrayList<>();
      for (int index = 0; index < 4; index++) {
        BenchJob job = BenchJob.builder(IoPattern.RANDRW).name("job" + index).build();
        tasks.add(new BenchTask(job, List.of(device)));
      }
      Run run = page(new BenchRunner(tasks, BenchProgress.Listener.NONE).run()).runs().getFirst();
      assertThat(run.jobs()).hasSize(8);
      assertThat(run.drawn()).extracting(Measurement::label).containsExactly("read", "write");
    }
  }

  private static BenchResult run(BenchJobBuilder job) throws IOException {
    try (MemoryBlockDevice device = new MemoryBlockDevice("mem:<1M>", 1 << 20, 512)) {
      return new BenchRunner(device, job.build(), BenchProgress.Listener.NONE).run();
    }
  }

  private static ReportPage page(BenchResult... results) {
    return new ResultAdapter(List.of(results), PERCENTILES)
        .page(
            "orion bench",
            List.of(new FactList("Device", List.of(new Fact("model", "RAM")))),
            "0.1.0",
            ZonedDateTime.of(2026, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC));
  }

  /** The cells that hold numbers, of each row of the table. */
  private static List<String> rows(ReportPage page) throws Exception {
    Document document = HtmlReportTest.parse(new HtmlReport(page).text());
    Element body = (Element) document.getElementsByTagName("tbody").item(0);
    NodeList rows = body.getElementsByTagName("tr");
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < rows.getLength(); index++) {
      NodeList cells = ((Element) rows.item(index)).getElementsByTagName("td");
      StringBuilder text = new StringBuilder();
      for (int cell = 1; cell < cells.getLength(); cell++) {
        text.append(cells.item(cell).getTextContent()).append(' ');
      }
      texts.add(numbers(text.toString().replace('µ', 'u')));
    }
    return texts;
  }

  private static String numbers(String line) {
    return line.strip().replaceAll(" +", " ");
  }

  private static String kernel() {
    return System.getProperty("os.version");
  }
}
