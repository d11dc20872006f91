package dev.orion.tools;

import picocli.CommandLine.Option;

/** Whether the event that reported a log page stays. */
final class RetainOption {
  @Option(
      names = {"-r", "--rae"},
      description = "Keep the event that reported the log page.")
  boolean event;
}
