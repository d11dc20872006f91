package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.tools.bench.BenchReport;
import dev.orion.tools.bench.BenchResult;
import dev.orion.tools.bench.FioJson;
import dev.orion.tools.bench.SweepJson;
import dev.orion.tools.bench.SweepReport;
import dev.orion.tools.bench.SweepResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options that say where a benchmark's results go and in which form; writes them. */
final class BenchOutput {
  @Spec(Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Mixin private final PercentileOption percentiles = new PercentileOption();

  @Option(
      names = {"--output-format", "--output_format"},
      paramLabel = "FORMAT",
      converter = ResultFormat.Converter.class,
      description =
          "normal, for people, json, for programs, or json+, with the latency histograms (normal).")
  private ResultFormat format = ResultFormat.NORMAL;

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the results there instead of to standard output.")
  private @Nullable Path file;

  @Mixin private final HtmlOption html = new HtmlOption();

  private @Nullable List<Double> percentilesOfJobs;

  /** Sets which latencies to show if the command line does not say; null is the defaults. */
  void percentilesOfJobs(@Nullable List<Double> percentiles) {
    percentilesOfJobs = percentiles;
  }

  /** Fails if a file cannot be written: better now than when the results are there. */
  void checkWritable() throws IOException {
    if (file != null) {
      Files.writeString(file, "");
    }
    html.checkWritable();
  }

  /** Writes how a run went, on these devices. */
  void write(BenchResult result, Collection<BlockDevice> devices) throws IOException {
    write(
        format == ResultFormat.NORMAL
            ? new BenchReport(result, percentilesOr(BenchReport.DEFAULT_PERCENTILES)).text()
            : new FioJson(result, percentilesOr(FioJson.DEFAULT_PERCENTILES), withBins())
                .text(version(), Instant.now()));
    writePage(List.of(result), devices);
  }

  /** Writes how a sweep went. */
  void write(SweepResult result, Collection<BlockDevice> devices) throws IOException {
    write(
        format == ResultFormat.NORMAL
            ? new SweepReport(result, percentilesOr(BenchReport.DEFAULT_PERCENTILES)).text()
            : new SweepJson(result, percentilesOr(FioJson.DEFAULT_PERCENTILES), withBins())
                .text(version()));
    writePage(result.results(), devices);
  }

  private void writePage(List<BenchResult> results, Collection<BlockDevice> devices)
      throws IOException {
    html.write(results, percentilesOr(BenchReport.DEFAULT_PERCENTILES), devices, spec(), version());
  }

  private void write(String report) throws IOException {
    if (file == null) {
      PrintWriter out = spec().commandLine().getOut();
      out.println(report);
      out.flush();
    } else {
      Files.writeString(file, report + System.lineSeparator());
    }
  }

  private boolean withBins() {
    return format == ResultFormat.JSON_PLUS;
  }

  private List<Double> percentilesOr(List<Double> defaults) {
    return Objects.requireNonNullElse(
        percentiles.percentiles(), Objects.requireNonNullElse(percentilesOfJobs, defaults));
  }

  private static String version() {
    return new Orion.Version().getVersion()[0].replace("orion ", "");
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }
}
