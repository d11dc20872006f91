package dev.orion.tools;

import dev.orion.tools.DeviceAddress.NoIommuDevice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** Makes jobs of what {@code orion bench} is told on its command line and in job files. */
final class BenchPlanner {
  private static final String JOB_FILE = ".fio";

  private final CommandSpec spec;
  private final BenchOptions options;
  private final Map<String, String> environment;
  private final Set<String> ignored = new TreeSet<>();
  private final Set<DeviceAddress> unprotected = new LinkedHashSet<>();

  private @Nullable List<Double> percentiles;

  /**
   * For a command line that has been read.
   *
   * @param environment the environment variables, which job files may use
   */
  BenchPlanner(CommandSpec spec, BenchOptions options, Map<String, String> environment) {
    this.spec = spec;
    this.options = options;
    this.environment = environment;
  }

  /**
   * The jobs.
   *
   * @param operands job files, devices or both
   * @throws IOException if a job file cannot be read, or is wrong
   * @throws ParameterException if the command line is wrong
   */
  List<BenchPlan> plans(List<String> operands) throws IOException {
    List<DeviceAddress> devices = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    for (String operand : operands) {
      if (isJobFile(operand)) {
        files.add(Path.of(operand));
      } else {
        devices.add(address(operand));
      }
    }
    List<BenchPlan> plans = new ArrayList<>();
    if (files.isEmpty()) {
      noteIgnored();
      plans.add(ofCommandLine(devices));
    } else {
      refuseJobOptions();
      for (Path file : files) {
        addFile(file, devices, plans);
      }
    }
    return plans;
  }

  /** Whether an operand is a job file and no device. */
  static boolean isJobFile(String operand) {
    return operand.endsWith(JOB_FILE) && !operand.startsWith("file:");
  }

  /** What the user should know about them, in lines. */
  List<String> warnings() {
    List<String> lines = new ArrayList<>();
    for (DeviceAddress address : unprotected) {
      lines.add(
          "orion: warning: no IOMMU keeps %s in check: it can overwrite any memory of this machine"
              .formatted(address));
    }
    if (!ignored.isEmpty()) {
      lines.add(
          "orion: %s: nothing to do, for Orion is its own engine"
              .formatted(String.join(", ", ignored)));
    }
    return lines;
  }

  private DeviceAddress address(String operand) {
    try {
      return DeviceAddress.parse(operand);
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private BenchPlan ofCommandLine(List<DeviceAddress> devices) {
    try {
      List<DeviceAddress> named = devices.isEmpty() ? options.devices() : devices;
      return plan(
          options,
          named.isEmpty() ? List.of(DeviceAddress.parse(BenchCommand.DEFAULT_DEVICE)) : named,
          options.nsid());
    } catch (IllegalArgumentException e) {
      throw wrong(e);
    }
  }

  private void addFile(Path path, List<DeviceAddress> devices, List<BenchPlan> plans)
      throws IOException {
    JobFile file = JobFile.read(path, environment);
    JobFileOptions reader = new JobFileOptions(path, ignored);
    for (JobFile.Section section : file.sections()) {
      BenchOptions job = reader.of(section);
      List<DeviceAddress> named = devices.isEmpty() ? job.devices() : devices;
      if (named.isEmpty()) {
        throw reader.wrong(
            section, "names no device: add filename=qemu:lab/nvme0, or give a DEVICE");
      }
      try {
        plans.add(plan(job, named, job.nsid() == null ? options.nsid() : job.nsid()));
      } catch (IllegalArgumentException e) {
        throw reader.wrong(section, e.getMessage());
      }
    }
    percentiles = percentiles == null ? reader.percentiles() : percentiles;
  }

  /** The latencies to show that job files name, or null. */
  @Nullable List<Double> percentiles() {
    return percentiles;
  }

  private BenchPlan plan(BenchOptions job, List<DeviceAddress> addresses, @Nullable Integer nsid) {
    for (DeviceAddress address : addresses) {
      if (address instanceof NoIommuDevice) {
        unprotected.add(address);
      }
    }
    return new BenchPlan(
        job.job(),
        addresses.stream().map(address -> new DeviceChoice(address, nsid)).toList(),
        job.interruptVectors());
  }

  private void noteIgnored() {
    for (OptionSpec option : jobOptions()) {
      if (option.hidden()) {
        ignored.addAll(
            spec.commandLine().getParseResult().originalArgs().stream()
                .map(argument -> argument.replaceFirst("=.*", ""))
                .filter(List.of(option.names())::contains)
                .toList());
      }
    }
  }

  /** A job file says all about its jobs but their devices and what to show of the results. */
  private void refuseJobOptions() {
    for (OptionSpec option : jobOptions()) {
      List<String> names = List.of(option.names());
      if (!names.contains("--namespace-id") && !names.contains("--percentile_list")) {
        throw new ParameterException(
            spec.commandLine(),
            "%s goes into the job file: it holds all options of its jobs"
                .formatted(option.names()[0]));
      }
    }
  }

  private List<OptionSpec> jobOptions() {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .filter(option -> JobFileOptions.isJobOption(option.names()[0]))
        .toList();
  }

  private ParameterException wrong(IllegalArgumentException error) {
    return new ParameterException(spec.commandLine(), String.valueOf(error.getMessage()), error);
  }
}
