package dev.orion.tools;

import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyControllerZoned;
import dev.orion.nvme.spec.IdentifyNamespaceZoned;
import dev.orion.tools.lab.Labs;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion zns} that show what a controller says of zoned namespaces. */
final class ZnsIdentifyCommands {
  private ZnsIdentifyCommands() {}

  @Command(
      name = "list",
      description = "Lists the zoned namespaces of the running labs.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns list")
  static int list(@Mixin CommandContext context, @Mixin TextOrJson format) throws IOException {
    NamespaceList.of(Labs.fromEnvironment(context.environment()), context.name())
        .zoned()
        .print(format, "zoned namespaces", context.out());
    return 0;
  }

  @Command(
      name = "id-ctrl",
      description = "Shows the Zoned Namespace Command Set's Identify Controller data structure.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns id-ctrl qemu:lab/nvme0 -o json")
  static int identifyController(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin StructureOutput output)
      throws IOException {
    try (OpenController open = context.open(device)) {
      IdentifyControllerZoned identity =
          new IdentifyControllerZoned(
              open.controller().identify(Cns.CONTROLLER_BY_CSI, Csi.ZONED, 0));
      output.print(
          identity, List.of("NVMe ZNS Identify Controller:"), context.out(), context.streams());
    }
    return 0;
  }

  @Command(
      name = "id-ns",
      description = "Shows the Zoned Namespace Command Set's Identify Namespace data structure.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion zns id-ns -n 3", "  orion zns id-ns -n 3 -H"})
  static int identifyNamespace(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Option(
              names = {"-v", "--vendor-specific"},
              description = "Show the vendor specific bytes in the normal format.")
          boolean vendorSpecific,
      @Mixin StructureOutput output)
      throws IOException {
    try (OpenController open = context.open(device)) {
      IdentifyNamespaceZoned identity = open.zones(device.nsidOrDefault()).identity();
      output.print(
          identity,
          List.of("ZNS Command Set Identify Namespace:"),
          context.out(),
          context.streams());
      if (vendorSpecific && output.isNormal()) {
        context.out().println("vs[]    :");
        HexDump.print(MemorySegment.ofArray(identity.vendorSpecific()), context.out());
      }
    }
    return 0;
  }
}
