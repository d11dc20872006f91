package dev.orion.tools;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code orion nvme}: shows what a controller says of itself and manages it, as nvme-cli does. */
@Command(
    name = "nvme",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Shows what an NVMe controller says of itself and its namespaces, and manages them.",
      "Options, text and JSON are those of nvme-cli 2.3."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion nvme id-ctrl qemu:lab/nvme0",
      "  orion nvme id-ns -n 2 -o json | jq .nsze",
      "  orion nvme smart-log"
    })
final class NvmeSubcommands {
  private NvmeSubcommands() {}

  static CommandLine commandLine(CommandGroups groups) {
    return groups.group(
        new NvmeSubcommands(),
        NvmeBlockCommands.class,
        NvmeControllerCommands.class,
        NvmeDirectiveCommands.class,
        NvmeEraseCommands.class,
        NvmeEventCommands.class,
        NvmeEventLogCommands.class,
        NvmeFeatureCommands.class,
        NvmeFirmwareCommands.class,
        NvmeIdentifyCommands.class,
        NvmeListCommands.class,
        NvmeLogCommands.class,
        NvmeMediaLogCommands.class,
        NvmeNamespaceCommands.class,
        NvmePassthroughCommands.class,
        NvmePlacementCommands.class,
        NvmeRegisterCommands.class,
        NvmeReservationCommands.class,
        NvmeSecurityCommands.class,
        NvmeStreamedLogCommands.class,
        NvmeTransferCommands.class);
  }
}
