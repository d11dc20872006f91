package dev.orion.tools;

import dev.orion.block.Access;
import dev.orion.block.BlockDevice;
import dev.orion.tools.DeviceAddress.MemoryDevice;
import dev.orion.tools.bench.BenchJob;
import dev.orion.tools.bench.BenchReport;
import dev.orion.tools.bench.BenchResult;
import dev.orion.tools.bench.BenchRunner;
import dev.orion.tools.bench.FioJson;
import dev.orion.tools.bench.IoPattern;
import dev.orion.tools.bench.ProgressLine;
import dev.orion.tools.lab.ByteSize;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orion bench}: measures a device, with fio's options and fio's results. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "Measures a device with Orion's own driver. Options and JSON are fio's.",
      "",
      "Every job is a thread with a queue of its own that keeps --iodepth I/Os in flight.",
      "Latency is from the start of submission to having noticed the completion.",
      "A random order visits every block once before it visits one twice, and is the same in",
      "every run with the same --randseed.",
      "Ctrl-C ends early and shows the results so far."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion bench qemu:lab/nvme0 -n 4 --rw=randread --bs=4k --iodepth=32 --runtime=10"
          + " --time_based",
      "  orion bench mem:1G --rw=randrw --rwmixread=70 --numjobs=2 --output-format=json",
      "  orion bench file:/tmp/disk.img --rw=write --bs=128k --verify=crc32c --yes"
    })
final class BenchCommand implements Callable<Integer> {
  private final DeviceOpener opener;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "DEVICE", description = "The device: " + DeviceAddress.FORMS + ".")
  private String device = "";

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NSID",
      description = "The NVMe namespace (1).")
  private @Nullable Integer namespaceId;

  @Mixin private BenchOptions options = new BenchOptions();

  @Option(
      names = {"--group_reporting", "--group-reporting"},
      converter = BenchOptions.Switch.class,
      description = "Show all jobs together only.")
  private boolean groupReporting;

  @Option(
      names = {"--percentile_list", "--percentile-list"},
      paramLabel = "P[:P...]",
      description = "Percentiles of latency to show, such as 50:99:99.9.")
  private String percentileList = "";

  @Option(
      names = {"--output-format", "--output_format"},
      paramLabel = "FORMAT",
      description = "normal or json (normal).")
  private String outputFormat = "normal";

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description = "Write the results there instead of to standard output.")
  private @Nullable Path output;

  @Option(
      names = {"-y", "--yes"},
      description = "Overwrite the device without asking.")
  private boolean yes;

  @Option(
      names = {"--ioengine", "--direct", "--buffered", "--invalidate"},
      hidden = true)
  private @Nullable List<String> ignored;

  @Option(names = "--thread", hidden = true, converter = BenchOptions.Switch.class)
  private boolean ignoredThread;

  BenchCommand(Map<String, String> environment) {
    this(DeviceOpener.forCommand("orion bench", environment));
  }

  BenchCommand(DeviceOpener opener) {
    this.opener = opener;
  }

  @Override
  public Integer call() throws IOException {
    DeviceAddress address = valid(() -> BenchOptions.parse("DEVICE", device, DeviceAddress::parse));
    IoPattern pattern = valid(options::pattern);
    boolean json =
        valid(() -> BenchOptions.parse("--output-format", outputFormat, BenchCommand::isJson));
    List<Double> percentiles =
        valid(
            () ->
                BenchOptions.parse("--percentile_list", percentileList, BenchCommand::percentiles));
    if (ignored != null || ignoredThread) {
      err().println("orion: --ioengine, --direct and the like do nothing: Orion is its own engine");
    }
    Access access = pattern.isDestructive() ? Access.READ_WRITE : Access.READ_ONLY;
    try (StopOnShutdown shutdown = new StopOnShutdown();
        BlockDevice opened = opener.open(address, namespaceId, access)) {
      BenchJob job = valid(() -> options.job(opened.geometry().capacityBytes()));
      ProgressLine progress = new ProgressLine(err(), ProgressLine.isStandardErrorTerminal());
      BenchRunner runner = valid(() -> new BenchRunner(opened, job, progress));
      if (pattern.isDestructive() && !yes && !(address instanceof MemoryDevice)) {
        confirm(opened.name(), runner.region());
      }
      if (output != null) {
        Files.writeString(output, ""); // Better to fail now than when the results are there.
      }
      shutdown.onShutdown(runner::stop);
      BenchResult result;
      try (progress) {
        result = runner.run();
      }
      write(json ? json(result, percentiles) : report(result, percentiles));
      failIfJobsFailed(result);
    }
    return 0;
  }

  private static boolean isJson(String format) {
    return switch (format) {
      case "json" -> true;
      case "normal" -> false;
      default ->
          throw new IllegalArgumentException(
              "unknown format '%s'; there are normal and json".formatted(format));
    };
  }

  private static List<Double> percentiles(String list) {
    return list.isEmpty()
        ? List.of()
        : Stream.of(list.split(":", -1)).map(BenchCommand::percentile).toList();
  }

  private static double percentile(String text) {
    try {
      double percentile = Double.parseDouble(text);
      if (percentile > 0 && percentile <= 100) {
        return percentile;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "'%s' is not a number above 0 and up to 100; write it like 50:99:99.9".formatted(text));
  }

  private void confirm(String device, BenchResult.Region region) throws IOException {
    String loss =
        "--rw=%s overwrites %s from offset %s of %s"
            .formatted(
                options.pattern().fioName(),
                ByteSize.format(region.lengthBytes()),
                ByteSize.format(region.offsetBytes()),
                device);
    Console console =
        Optional.ofNullable(System.console())
            .filter(Console::isTerminal)
            .orElseThrow(() -> new IOException(loss + ": add --yes if its content may be lost"));
    String answer = console.readLine("%s. Its content will be lost. Go on? [y/N] ", loss);
    if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
      throw new IOException("nothing was written to " + device);
    }
  }

  private String report(BenchResult result, List<Double> percentiles) {
    List<Double> shown = percentiles.isEmpty() ? BenchReport.DEFAULT_PERCENTILES : percentiles;
    return new BenchReport(result, groupReporting, shown).text();
  }

  private String json(BenchResult result, List<Double> percentiles) throws IOException {
    List<Double> shown = percentiles.isEmpty() ? FioJson.DEFAULT_PERCENTILES : percentiles;
    return new FioJson(result, groupReporting, shown).text(version(), Instant.now());
  }

  private void write(String report) throws IOException {
    if (output == null) {
      PrintWriter out = spec().commandLine().getOut();
      out.println(report);
      out.flush();
    } else {
      Files.writeString(output, report + System.lineSeparator());
    }
  }

  private static void failIfJobsFailed(BenchResult result) throws IOException {
    List<IOException> failures = result.failures();
    if (!failures.isEmpty()) {
      IOException first = failures.getFirst();
      String jobs =
          result.jobs().size() == 1
              ? ""
              : "%d of %d jobs failed: ".formatted(failures.size(), result.jobs().size());
      throw new IOException(jobs + first.getMessage(), first);
    }
  }

  private static String version() {
    return new Orion.Version().getVersion()[0].replace("orion ", "");
  }

  /** Makes what is wrong with an option's value an error of the command line. */
  private <T> T valid(Supplier<T> supplier) {
    try {
      return supplier.get();
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage(), e);
    }
  }

  private ParameterException wrong(@Nullable String message, @Nullable Exception cause) {
    return new ParameterException(spec().commandLine(), message, cause);
  }

  private PrintWriter err() {
    return spec().commandLine().getErr();
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }
}
