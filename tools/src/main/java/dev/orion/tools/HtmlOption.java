package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.tools.bench.BenchResult;
import dev.orion.tools.bench.html.HtmlReport;
import dev.orion.tools.bench.html.ResultAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The option that has a benchmark write a report for browsers besides its other output. */
final class HtmlOption {
  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write a report with plots there too, to be read in a browser.")
  private @Nullable Path file;

  /** Fails if the file cannot be written: better now than when the results are there. */
  void checkWritable() throws IOException {
    if (file != null) {
      Files.writeString(file, "");
    }
  }

  /**
   * Writes the report, if it was asked for.
   *
   * @param results of one run, or of a sweep
   * @param version Orion's
   */
  void write(
      List<BenchResult> results,
      List<Double> percentiles,
      Collection<BlockDevice> devices,
      CommandSpec command,
      String version)
      throws IOException {
    if (file != null) {
      String commandLine =
          CommandText.of(
              command.root().name(), command.commandLine().getParseResult().originalArgs());
      ResultAdapter adapter = new ResultAdapter(results, percentiles);
      Files.writeString(
          file,
          new HtmlReport(
                  adapter.page(
                      commandLine,
                      devices.stream().map(DeviceFacts::of).toList(),
                      version,
                      ZonedDateTime.now(ZoneId.systemDefault())))
              .text());
    }
  }
}
