package dev.orion.tools;

import dev.orion.block.Access;
import dev.orion.block.BlockDevice;
import dev.orion.tools.DeviceAddress.MemoryDevice;
import dev.orion.tools.bench.BenchJob;
import dev.orion.tools.bench.BenchReport;
import dev.orion.tools.bench.BenchResult;
import dev.orion.tools.bench.BenchRunner;
import dev.orion.tools.bench.FioJson;
import dev.orion.tools.text.StatusLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
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
  private final Map<String, String> environment;
  private final StandardStreams streams;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final NamespaceOperand device = new NamespaceOperand();
  @Mixin private final BenchOptions options = new BenchOptions();

  @Option(
      names = {"--group_reporting", "--group-reporting"},
      converter = BenchOptions.Switch.class,
      description = "Show all jobs together only.")
  private boolean groupReporting;

  @Option(
      names = {"--percentile_list", "--percentile-list"},
      paramLabel = "P",
      split = ":",
      splitSynopsisLabel = ":",
      converter = PercentileConverter.class,
      description = "Percentiles of latency to show, such as 50:99:99.9.")
  private @Nullable List<Double> percentiles;

  @Option(
      names = {"--output-format", "--output_format"},
      paramLabel = "FORMAT",
      converter = TextOrJson.Converter.class,
      description = "normal, for people, or json, for programs (normal).")
  private TextOrJson.Format outputFormat = TextOrJson.Format.NORMAL;

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

  BenchCommand(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    boolean isDestructive = options.pattern().isDestructive();
    Consent consent =
        new Consent(
            yes || !isDestructive || device.address instanceof MemoryDevice, false, streams, err());
    consent.checkCanAsk(device.address);
    if (ignored != null || ignoredThread) {
      err().println("orion: --ioengine, --direct and the like do nothing: Orion is its own engine");
    }
    return DeviceOpener.use(
        device,
        isDestructive ? Access.READ_WRITE : Access.READ_ONLY,
        spec().qualifiedName(),
        environment,
        opened -> run(opened, consent));
  }

  private int run(BlockDevice opened, Consent consent) throws IOException {
    try (StopOnShutdown shutdown = new StopOnShutdown();
        StatusLine progress = new StatusLine(err(), streams.errIsTerminal())) {
      BenchRunner runner = runner(opened, progress);
      BenchResult.Region region = runner.region();
      if (!consent.isGivenFor(opened, new ByteRange(region.offsetBytes(), region.lengthBytes()))) {
        return Consent.EXIT_REFUSED;
      }
      if (output != null) {
        Files.writeString(output, ""); // Better to fail now than when the results are there.
      }
      shutdown.onShutdown(runner::stop);
      BenchResult result = runner.run();
      progress.clear();
      write(outputFormat == TextOrJson.Format.JSON ? json(result) : report(result));
      failIfJobsFailed(result);
    }
    return 0;
  }

  /** Makes what is wrong with the job an error of the command line. */
  private BenchRunner runner(BlockDevice opened, StatusLine progress) {
    try {
      BenchJob job = options.job(opened.geometry().capacityBytes());
      return new BenchRunner(opened, job, now -> progress.show(now.text()));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec().commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private String report(BenchResult result) {
    List<Double> shown = Objects.requireNonNullElse(percentiles, BenchReport.DEFAULT_PERCENTILES);
    return new BenchReport(result, groupReporting, shown).text();
  }

  private String json(BenchResult result) throws IOException {
    List<Double> shown = Objects.requireNonNullElse(percentiles, FioJson.DEFAULT_PERCENTILES);
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

  private PrintWriter err() {
    return spec().commandLine().getErr();
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }

  /** Reads a percentile. */
  static final class PercentileConverter extends TextConverter<Double> {
    PercentileConverter() {
      super(PercentileConverter::parse);
    }

    private static Double parse(String text) {
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
  }
}
