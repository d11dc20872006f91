package dev.orion.tools;

import dev.orion.block.CompletionMode;
import dev.orion.tools.bench.BenchJob;
import dev.orion.tools.bench.BenchJobBuilder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say what a job does, by fio's names: of a command line or of a job file. */
final class BenchOptions {
  @Mixin private final WorkloadOptions workload = new WorkloadOptions();
  @Mixin private final RandomOptions random = new RandomOptions();
  @Mixin private final EndOptions end = new EndOptions();
  @Mixin private final RateOptions rates = new RateOptions();
  @Mixin private final ZoneOptions zones = new ZoneOptions();
  @Mixin private final ThreadOptions threads = new ThreadOptions();
  @Mixin private final GroupingOptions grouping = new GroupingOptions();
  @Mixin private final IgnoredOptions ignored = new IgnoredOptions();

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the job in the results.")
  private @Nullable String name;

  @Option(
      names = "--filename",
      paramLabel = "DEVICES",
      converter = DevicesConverter.class,
      description = "The devices, as an alternative to DEVICE; for job files.")
  private DeviceList devices = DeviceList.NONE;

  @Option(
      names = {"-n", "--namespace-id", "--namespace", "--nsid"},
      paramLabel = "NSID",
      converter = NamespaceOperand.NsidConverter.class,
      description = "The NVMe namespace (" + OpenController.DEFAULT_NSID + ").")
  private @Nullable Integer nsid;

  /** The devices of {@code filename}, without a namespace. */
  List<DeviceAddress> devices() {
    return devices.addresses();
  }

  /** The namespace, or null. */
  @Nullable Integer nsid() {
    return nsid;
  }

  /** Interrupt vectors that the job's queues need of an NVMe controller. */
  int interruptVectors() {
    return threads.completionMode() == CompletionMode.POLLED ? 0 : workload.numJobs();
  }

  /** Gives the job a name, unless it has one. */
  void nameIfUnnamed(String otherwise) {
    name = name == null ? otherwise : name;
  }

  /**
   * The job.
   *
   * @throws IllegalArgumentException that says what is wrong
   */
  BenchJob job() {
    BenchJobBuilder job = BenchJob.builder(workload.pattern());
    if (name != null) {
      job.name(name);
    }
    workload.applyTo(job);
    random.applyTo(job);
    end.applyTo(job);
    rates.applyTo(job);
    zones.applyTo(job);
    threads.applyTo(job);
    grouping.applyTo(job);
    return job.build();
  }

  /** Reads lists of devices. */
  static final class DevicesConverter extends TextConverter<DeviceList> {
    DevicesConverter() {
      super(DeviceList::parse);
    }
  }
}
