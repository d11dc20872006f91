package dev.orion.tools.bench.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class HtmlReportTest {
  private static final String NASTY = "<b>&amp; \"x\" 'y' ]]> -- \u0001\uD800 é \uD83D\uDE80</b>";
  private static final String NASTY_SHOWN = NASTY.replace('\u0001', '�').replace('\uD800', '�');

  @Test
  void anyTextStaysText() throws Exception {
    Measurement measurement = measurement(NASTY, List.of(new Point(1, 2)));
    String html =
        new HtmlReport(
                new ReportPage(
                    NASTY,
                    NASTY,
                    NASTY,
                    List.of(NASTY),
                    List.of(run(4, List.of(measurement), List.of(measurement))),
                    List.of(new FactList(NASTY, List.of(new Fact(NASTY, NASTY))))))
            .text();
    Document document = parse(html);
    assertThat(html).doesNotContain("<b>");
    assertThat(texts(document, "h1")).containsExactly(NASTY_SHOWN);
    assertThat(texts(document, "title")).contains(NASTY_SHOWN);
    assertThat(texts(document, "code")).containsExactly(NASTY_SHOWN);
    assertThat(texts(document, "dd")).contains(NASTY_SHOWN);
    assertThat(texts(document, "li")).contains(NASTY_SHOWN, NASTY_SHOWN + " read");
    assertThat(texts(document, "h2")).contains(NASTY_SHOWN);
  }

  @Test
  void nothingIsLoadedAndNothingRuns() {
    String html = new HtmlReport(page(List.of(run(1, List.of(new Point(1, 2)))))).text();
    assertThat(html)
        .startsWith("<!DOCTYPE html>\n<html lang=\"en\">")
        .doesNotContainIgnoringCase("http", "<script", "src=", "href=", "url(", "@import", "<link");
  }

  @Test
  void whatCannotBeDrawnIsLeftOut() throws Exception {
    List<List<Point>> curves =
        List.of(
            List.of(),
            List.of(new Point(0, 1000)),
            List.of(new Point(0, Double.NaN), new Point(50, Double.POSITIVE_INFINITY)),
            List.of(new Point(0, 0), new Point(Double.NaN, 5), new Point(90, 1e9)));
    List<Run> runs = new ArrayList<>();
    for (List<Point> curve : curves) {
      Run run = run(1 << runs.size(), curve);
      runs.add(run);
      assertDrawable(page(List.of(run)));
    }
    assertDrawable(page(runs));
    assertDrawable(page(List.of(run(1, List.of(), List.of()))));
    assertDrawable(page(List.of(run(1, List.of(), List.of()), runs.get(0))));
    assertDrawable(page(List.of()));
    assertThat(new HtmlReport(page(List.of(runs.getFirst()))).text()).contains("no data");
  }

  @Test
  void onePointIsAMark() {
    assertThat(new HtmlReport(page(List.of(run(1, List.of(new Point(1, 2)))))).text())
        .contains("class=\"mark s0\"");
  }

  @Test
  void longRunsMakeNoLongPages() throws Exception {
    List<Point> day = new ArrayList<>();
    for (int index = 1; index <= 2 * 86_400; index++) {
      day.add(new Point(index / 2.0, index == 77_777 ? 9e6 : 1e6));
    }
    String html = new HtmlReport(page(List.of(run(1, day)))).text();
    parse(html);
    assertThat(html).hasSizeLessThan(250_000).contains("at 38888.5 s: 9.00M IOPS");
  }

  private static void assertDrawable(ReportPage page) throws Exception {
    String html = new HtmlReport(page).text();
    parse(html);
    assertThat(html).doesNotContain("NaN", "Infinity", "∞");
  }

  private static ReportPage page(List<Run> runs) {
    return new ReportPage("title", "subtitle", "orion bench", List.of(), runs, List.of());
  }

  private static Run run(int depth, List<Point> points) {
    return run(depth, List.of(measurement("", points)), List.of());
  }

  private static Run run(int depth, List<Measurement> groups, List<Measurement> jobs) {
    return new Run(depth, groups, jobs, groups, List.of());
  }

  private static Measurement measurement(String name, List<Point> points) {
    Latencies latencies =
        new Latencies(
            3, 1, 2, 3, List.of(new Point(50, 2)), points, List.of(new Bar(1, 2, points.size())));
    return new Measurement(name, "read", 3, 1000, 4e6, latencies, Latencies.NONE, points, points);
  }

  static Document parse(String html) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(html.getBytes(StandardCharsets.UTF_8)));
  }

  static List<String> texts(Document document, String element) {
    NodeList nodes = document.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int index = 0; index < nodes.getLength(); index++) {
      texts.add(nodes.item(index).getTextContent().strip());
    }
    return texts;
  }
}
