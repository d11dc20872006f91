package dev.orion.tools;

import dev.orion.nvme.ControllerLogs;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command of {@code orion zns} that shows a log page. */
final class ZnsLogCommands {
  private ZnsLogCommands() {}

  @Command(
      name = "changed-zone-list",
      description = {
        "Lists the zones that have changed since the log page was read last.",
        "Opening a controller resets it, which empties the list of many."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion zns changed-zone-list -n 3",
        "  orion zns changed-zone-list -n 3 --rae -o json"
      })
  static int changedZones(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin RetainOption retain,
      @Mixin ShownStructure shown)
      throws IOException {
    int nsid = device.nsidOrDefault();
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).changedZones(nsid, retain.event),
        "NVMe Changed Zone List:");
  }
}
