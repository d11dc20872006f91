package dev.orion.tools;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the options of a job file's sections as if they were on the command line. */
final class JobFileOptions {
  private final Path path;
  private final Set<String> ignored;

  private @Nullable List<Double> percentiles;

  /**
   * For one file.
   *
   * @param ignored where to put the names of options that have no meaning here
   */
  JobFileOptions(Path path, Set<String> ignored) {
    this.path = path;
    this.ignored = ignored;
  }

  /** A command line that has a job's options only. */
  @Command(name = "job")
  private static final class Job {
    @Mixin private final BenchOptions options = new BenchOptions();
    @Mixin private final PercentileOption percentiles = new PercentileOption();
  }

  /** Whether an option of the command line is one of a job's. */
  static boolean isJobOption(String name) {
    return new CommandLine(new Job()).getCommandSpec().findOption(name) != null;
  }

  /**
   * A section's options.
   *
   * @throws IOException if one is unknown or wrong, with the line
   */
  BenchOptions of(JobFile.Section section) throws IOException {
    Job job = new Job();
    CommandLine commandLine = Orion.withConverters(new CommandLine(job));
    Map<OptionSpec, JobFile.Setting> last = new LinkedHashMap<>();
    for (JobFile.Setting setting : section.options()) {
      OptionSpec option = commandLine.getCommandSpec().findOption("--" + setting.name());
      if (option == null) {
        throw wrong(setting, "unknown option '%s'%s".formatted(setting.name(), similar(setting)));
      }
      if (option.hidden()) {
        ignored.add(setting.name());
      } else {
        last.put(option, setting);
      }
    }
    List<String> arguments = new ArrayList<>();
    last.values().forEach(setting -> arguments.add(setting.argument()));
    try {
      commandLine.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      JobFile.Setting setting =
          e.getArgSpec() instanceof OptionSpec option ? last.get(option) : null;
      throw setting == null
          ? wrong(section, UserErrors.usageMessage(e, arguments))
          : wrong(setting, UserErrors.usageMessage(e, arguments).replaceFirst("^--", ""));
    }
    job.options.nameIfUnnamed(section.name());
    percentiles = percentiles == null ? job.percentiles.percentiles() : percentiles;
    return job.options;
  }

  /** The latencies to show of the first section read that says so, or null. */
  @Nullable List<Double> percentiles() {
    return percentiles;
  }

  private static String similar(JobFile.Setting setting) {
    try {
      new CommandLine(new Job()).parseArgs("--" + setting.name());
    } catch (UnmatchedArgumentException e) {
      List<String> names =
          e.getSuggestions().stream()
              .filter(name -> name.startsWith("--"))
              .map(name -> name.substring(2))
              .limit(2)
              .toList();
      return names.isEmpty() ? "" : "; did you mean " + String.join(" or ", names) + "?";
    }
    return "";
  }

  private IOException wrong(JobFile.Setting setting, String message) {
    return new IOException(
        "%s:%d: [%s] %s".formatted(path, setting.line(), setting.section(), message));
  }

  /** The same for what only the section as a whole shows. */
  IOException wrong(JobFile.Section section, @Nullable String message) {
    return new IOException("%s: [%s] %s".formatted(path, section.name(), message));
  }
}
