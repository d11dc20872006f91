package dev.orion.tools;

import dev.orion.tools.bench.BenchJobBuilder;
import dev.orion.tools.bench.Grouping;
import picocli.CommandLine.Option;

/** The options that say how a job stands to the others of its file. */
final class GroupingOptions {
  @Option(
      names = {"--group_reporting", "--group-reporting"},
      converter = SwitchConverter.class,
      description = "Show all jobs of a group together only.")
  private boolean groupReporting;

  @Option(
      names = {"--stonewall", "--wait_for_previous"},
      converter = SwitchConverter.class,
      description = "In job files: begin when the jobs before have ended, in a new group.")
  private boolean stonewall;

  @Option(
      names = "--new_group",
      converter = SwitchConverter.class,
      description = "In job files: begin a new group.")
  private boolean newGroup;

  /** Sets them. */
  void applyTo(BenchJobBuilder job) {
    job.grouping(new Grouping(stonewall, newGroup, groupReporting));
  }
}
