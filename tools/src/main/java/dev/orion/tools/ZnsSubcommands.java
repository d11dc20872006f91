package dev.orion.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code orion zns}: shows zoned namespaces and manages their zones, as nvme-cli does. */
@Command(
    name = "zns",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Shows zoned NVMe namespaces and manages their zones.",
      "Options, text and JSON are those of nvme-cli 2.3's zns plugin.",
      "Every command resets the controller. Some, QEMU's too, close their open zones then: what",
      "open-zone opened is closed again, or empty, for the next command."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion zns list",
      "  orion zns report-zones -n 3 -d 8",
      "  orion zns reset-zone -n 3 -s 0x1000"
    })
final class ZnsSubcommands {
  private ZnsSubcommands() {}

  /** The command with all its subcommands. */
  static CommandLine commandLine(CommandGroups groups) {
    return groups.group(
        new ZnsSubcommands(),
        ZnsIdentifyCommands.class,
        ZnsReportCommands.class,
        ZnsManagementCommands.class,
        ZnsSendCommands.class,
        ZnsAppendCommand.class,
        ZnsLogCommands.class);
  }
}
