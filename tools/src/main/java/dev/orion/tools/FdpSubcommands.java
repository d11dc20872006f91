package dev.orion.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code orion fdp}: Flexible Data Placement, as nvme-cli's plugin of that name shows it. */
@Command(
    name = "fdp",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Shows how an Endurance Group is divided for Flexible Data Placement.",
      "Options, text and JSON are those of nvme-cli 2.3's fdp plugin."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  orion fdp configs -e 1", "  orion fdp stats -e 1 -o json"})
final class FdpSubcommands {
  private FdpSubcommands() {}

  static CommandLine commandLine(CommandGroups groups) {
    return groups.group(new FdpSubcommands(), FdpLogCommands.class);
  }
}
