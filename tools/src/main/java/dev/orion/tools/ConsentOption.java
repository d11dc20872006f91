package dev.orion.tools;

import picocli.CommandLine.Option;

/** Whether the user wants what a command destroys destroyed without being asked. */
final class ConsentOption {
  @Option(
      names = {"-y", "--yes"},
      description = "Do it without asking.")
  private boolean yes;

  /**
   * The consent of a command that reads no data from standard input.
   *
   * @param alsoGiven whether another option gave it
   */
  Consent of(CommandContext context, boolean alsoGiven) {
    return new Consent(yes || alsoGiven, false, context.streams(), context.err());
  }
}
