package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.block.MemoryBlockDevice;
import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.QueuePlacement;
import dev.orion.tools.bench.BenchProgress;
import dev.orion.tools.bench.BenchResult;
import dev.orion.tools.bench.BenchRunner;
import dev.orion.tools.bench.BenchTask;
import dev.orion.tools.bench.DepthSweep;
import dev.orion.tools.bench.IoDepths;
import dev.orion.tools.bench.SweepResult;
import dev.orion.tools.text.StatusLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code orion bench}: measures a device, with fio's options and fio's results. */
@Command(
    name = "bench",
    sortOptions = false,
    description = {
      "Measures devices with Orion's own driver. Options, job files and JSON are fio's.",
      "",
      "Every job is a thread that keeps --iodepth I/Os in flight, on a queue of its own of each"
          + " device.",
      "Latency is from the start of submission to having noticed the completion; with --rate also",
      "from when an I/O was to start, however late it did.",
      "A random order visits every block once before it visits one twice, and is the same in",
      "every run with the same --randseed.",
      "Ctrl-C ends early and shows the results so far."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion bench qemu:lab/nvme0 -n 4 --rw=randread --bs=4k --iodepth=32 --runtime=10"
          + " --time_based",
      "  orion bench mem:1G --rw=randrw --rwmixread=70 --numjobs=2 --output-format=json",
      "  orion bench qemu:lab/nvme0 database.fio",
      "  orion bench mem:1G --rw=randread --rate_iops=20k --runtime=10 --time_based",
      "  orion bench file:/tmp/disk.img --rw=write --bs=128k --verify=crc32c --yes",
      "  orion bench qemu:lab/nvme0 --rw=randread --iodepth-sweep=1-256 --runtime=5 --time_based"
          + " --html=sweep.html"
    })
final class BenchCommand implements Callable<Integer> {
  /** The device of a job that names none. */
  static final String DEFAULT_DEVICE = "qemu:lab/nvme0";

  private final Map<String, String> environment;
  private final StandardStreams streams;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "DEVICE",
      description = {
        DeviceAddress.FORMS + " (" + DEFAULT_DEVICE + "). Each job works on all of them.",
        "Or a job file of fio's, named *.fio; devices given with it go before its filename=.",
        "On a machine without an IOMMU, at the risk of all its memory: pci-no-iommu:<address>."
      })
  private List<String> operands = List.of();

  @Mixin private final BenchOptions options = new BenchOptions();

  @Option(
      names = {"--iodepth-sweep", "--iodepth_sweep"},
      paramLabel = "DEPTHS",
      converter = DepthsConverter.class,
      description =
          "Run the job once for each depth: 1-256 doubles from 1 to 256, 1,8,32 is these.")
  private @Nullable IoDepths depths;

  @Option(
      names = "--cmb",
      paramLabel = "QUEUES",
      converter = QueuePlacementConverter.class,
      description =
          "Keep NVMe queues in the controller memory buffer: sq, cq or both (none: in host"
              + " memory).")
  private QueuePlacement queues = QueuePlacement.HOST;

  @Mixin private final BenchOutput output = new BenchOutput();

  @Option(
      names = {"-y", "--yes"},
      description = "Overwrite the device without asking.")
  private boolean yes;

  BenchCommand(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    checkSweep();
    List<BenchPlan> plans = plans();
    Consent consent =
        new Consent(yes || plans.stream().noneMatch(BenchPlan::isDangerous), false, streams, err());
    for (BenchPlan plan : plans) {
      if (plan.isDangerous()) {
        consent.checkCanAsk(plan.dangerous().getFirst());
      }
    }
    try (DeviceSet devices = new DeviceSet(spec().qualifiedName(), environment)) {
      try {
        return run(tasks(plans, devices), devices, consent);
      } catch (IOException e) {
        throw devices.explained(e);
      }
    }
  }

  /** A sweep has one job, whose only depth is the sweep's. */
  private void checkSweep() {
    if (depths == null) {
      return;
    }
    if (operands.stream().anyMatch(BenchPlanner::isJobFile)) {
      throw wrong("--iodepth-sweep is of one job on the command line, and not of a job file's");
    }
    if (spec().commandLine().getParseResult().hasMatchedOption("--iodepth")) {
      throw wrong("--iodepth and --iodepth-sweep exclude each other");
    }
  }

  /** The jobs of the files, or that of the command line. */
  private List<BenchPlan> plans() throws IOException {
    BenchPlanner planner = new BenchPlanner(spec(), options, environment);
    List<BenchPlan> plans = planner.plans(operands);
    planner.warnings().forEach(err()::println);
    output.percentilesOfJobs(planner.percentiles());
    return plans;
  }

  private List<BenchTask> tasks(List<BenchPlan> plans, DeviceSet devices) throws IOException {
    List<BenchTask> tasks = new ArrayList<>();
    for (BenchPlan plan : plans) {
      List<BlockDevice> opened = new ArrayList<>();
      for (DeviceChoice device : plan.devices()) {
        opened.add(
            devices.open(
                device,
                BenchPlan.access(plans, device),
                ControllerSetup.withInterrupts(BenchPlan.vectors(plans, device))
                    .withQueues(queues)));
      }
      tasks.add(new BenchTask(plan.job(), opened));
    }
    return tasks;
  }

  private int run(List<BenchTask> tasks, DeviceSet devices, Consent consent) throws IOException {
    try (StopOnShutdown shutdown = new StopOnShutdown();
        StatusLine progress = new StatusLine(err(), streams.errIsTerminal())) {
      BenchRunner runner = runner(tasks, now -> progress.show(now.text()));
      if (!consentIsGiven(tasks, consent)) {
        return Consent.EXIT_REFUSED;
      }
      output.checkWritable();
      if (depths == null) {
        shutdown.onShutdown(runner::stop);
        BenchResult result = runner.run();
        progress.clear();
        output.write(result, devices.opened());
        failIfJobsFailed(result);
      } else {
        DepthSweep sweep = sweep(depths, tasks.getFirst(), progress);
        shutdown.onShutdown(sweep::stop);
        SweepResult result = sweep.run();
        progress.clear();
        output.write(result, devices.opened());
        failIfNotEmpty("", result.failures());
      }
    }
    return 0;
  }

  private DepthSweep sweep(IoDepths depths, BenchTask task, StatusLine progress) {
    return new DepthSweep(
        depths,
        (depth, listener) -> runner(List.of(task.withIoDepth(depth)), listener),
        progress::show);
  }

  private static boolean consentIsGiven(List<BenchTask> tasks, Consent consent) throws IOException {
    for (BenchTask task : tasks) {
      for (BlockDevice device : task.devices()) {
        BenchResult.Region region = BenchRunner.region(task.job(), device);
        ByteRange range = new ByteRange(region.offsetBytes(), region.lengthBytes());
        boolean isLoss =
            task.job().pattern().isDestructive() && !(device instanceof MemoryBlockDevice);
        if (isLoss && !consent.isGivenFor(device, range)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Makes what is wrong with a job an error of the command line. */
  private BenchRunner runner(List<BenchTask> tasks, BenchProgress.Listener listener) {
    try {
      return new BenchRunner(tasks, listener);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  private static void failIfJobsFailed(BenchResult result) throws IOException {
    List<IOException> failures = result.failures();
    failIfNotEmpty(
        result.jobs().size() == 1
            ? ""
            : "%d of %d jobs failed: ".formatted(failures.size(), result.jobs().size()),
        failures);
  }

  private static void failIfNotEmpty(String prefix, List<IOException> failures) throws IOException {
    if (!failures.isEmpty()) {
      IOException first = failures.getFirst();
      throw new IOException(prefix + first.getMessage(), first);
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec().commandLine(), message);
  }

  private PrintWriter err() {
    return spec().commandLine().getErr();
  }

  private CommandSpec spec() {
    return Objects.requireNonNull(spec, "picocli sets it");
  }

  /** Reads the depths of a sweep. */
  static final class DepthsConverter extends TextConverter<IoDepths> {
    DepthsConverter() {
      super(IoDepths::parse);
    }
  }
}
