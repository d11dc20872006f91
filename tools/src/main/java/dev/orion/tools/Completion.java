package dev.orion.tools;

import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;

/** {@code orion generate-completion}: a shell's completion of Orion's commands and options. */
final class Completion {
  /** What the command is called. */
  static final String NAME = "generate-completion";

  private Completion() {}

  /** picocli's command with a description of ours. */
  static CommandLine commandLine() {
    CommandLine command = new CommandLine(new GenerateCompletion());
    command
        .getCommandSpec()
        .usageMessage()
        .description(
            "Prints a script that makes bash and zsh complete Orion's commands and options.",
            "In zsh, run first: autoload -U +X compinit && compinit")
        .footerHeading("%nExamples:%n")
        .footer(
            "  source <(orion generate-completion)",
            "  echo 'source <(orion generate-completion)' >> ~/.bashrc");
    return command;
  }
}
