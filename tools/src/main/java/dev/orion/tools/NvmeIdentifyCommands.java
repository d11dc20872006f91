package dev.orion.tools;

import dev.orion.nvme.Identification;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.Structure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that show Identify data structures. */
final class NvmeIdentifyCommands {
  private static final int CONTROLLER_VENDOR_OFFSET = 3072;
  private static final int NAMESPACE_VENDOR_OFFSET = 384;
  private static final int THIS_CONTROLLER = 0xffff;

  private NvmeIdentifyCommands() {}

  /** Whether the vendor specific bytes of a structure are shown too. */
  static final class VendorOption {
    @Option(
        names = {"-v", "--vendor-specific"},
        description = "Dump the vendor specific bytes too, in the normal format.")
    private boolean given;

    void print(Structure structure, int offset, StructureOutput output, CommandContext context) {
      if (given && output.format() == StructureOutput.Format.NORMAL) {
        context.out().println("vs[]:");
        HexDump.print(MemorySegment.ofArray(structure.toBytes()).asSlice(offset), context.out());
      }
    }
  }

  /** An LBA format, and the UUID of a vendor's part. */
  static final class FormatOptions {
    @Option(
        names = {"-i", "--lba-format-index"},
        paramLabel = "N",
        defaultValue = "0",
        converter = UnsignedNumber.OfShort.class,
        description = "The LBA format, counted as id-ns does (0).")
    int index;

    @Option(
        names = {"-U", "--uuid-index"},
        paramLabel = "N",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "The UUID of a vendor specific part (0).")
    int uuidIndex;
  }

  @Command(
      name = "id-ctrl",
      description = "Shows the Identify Controller data structure.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme id-ctrl",
        "  orion nvme id-ctrl qemu:lab/nvme0 -o json | jq -r .sn",
        "  orion nvme id-ctrl -o binary | xxd | head"
      })
  static int identifyController(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin VendorOption vendor,
      @Mixin StructureOutput output)
      throws IOException {
    try (OpenController open = context.open(device)) {
      Structure identity = open.controller().identity();
      output.print(
          identity, List.of("NVME Identify Controller:"), context.out(), context.streams());
      vendor.print(identity, CONTROLLER_VENDOR_OFFSET, output, context);
    }
    return 0;
  }

  @Command(
      name = "id-ns",
      description = {
        "Shows the Identify Namespace data structure.",
        "With --force also of a namespace that exists and is not attached to this controller."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme id-ns", "  orion nvme id-ns qemu:lab/nvme0 -n 2 -o json"})
  static int identifyNamespace(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin VendorOption vendor,
      @Option(
              names = "--force",
              description = "Ask for a namespace that is not attached to this controller, too.")
          boolean force,
      @Mixin StructureOutput output)
      throws IOException {
    int nsid = device.nsidOrDefault();
    try (OpenController open = context.open(device)) {
      IdentifyNamespace namespace =
          force
              ? new Identification(open.controller()).allocatedNamespace(nsid)
              : open.identifyNamespace(nsid);
      output.print(
          namespace,
          List.of("NVME Identify Namespace %s:".formatted(Integer.toUnsignedString(nsid))),
          context.out(),
          context.streams());
      vendor.print(namespace, NAMESPACE_VENDOR_OFFSET, output, context);
    }
    return 0;
  }

  @Command(
      name = "cmdset-ind-id-ns",
      description = "Shows what is true of a namespace whatever its command set.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme cmdset-ind-id-ns -n 2", "  orion nvme cmdset-ind-id-ns -o json"})
  static int independentNamespace(
      @Mixin CommandContext context, @Mixin NamespaceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    int nsid = device.nsidOrDefault();
    return shown.show(
        context,
        device,
        support -> new Identification(support).independentNamespace(nsid),
        "NVME Identify Command Set Independent Namespace " + nsid + ":");
  }

  @Command(
      name = "nvm-id-ctrl",
      description = "Shows the limits of the NVM Command Set.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme nvm-id-ctrl", "  orion nvme nvm-id-ctrl -o json"})
  static int nvmController(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new Identification(support).nvmController(),
        "NVMe Identify Controller NVM:");
  }

  @Command(
      name = "nvm-id-ns",
      description = "Shows what the NVM Command Set has to say of a namespace.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme nvm-id-ns -n 2", "  orion nvme nvm-id-ns -o json"})
  static int nvmNamespace(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Option(
              names = {"-U", "--uuid-index"},
              paramLabel = "N",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "The UUID of a vendor specific part (0).")
          int uuidIndex,
      @Mixin ShownStructure shown)
      throws IOException {
    int nsid = device.nsidOrDefault();
    return shown.show(
        context,
        device,
        support -> new Identification(support).nvmNamespace(nsid, uuidIndex),
        "NVMe NVM Command Set Identify Namespace " + nsid + ":");
  }

  @Command(
      name = "id-ns-lba-format",
      description = "Shows what namespaces are in an LBA format.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme id-ns-lba-format -i 2", "  orion nvme id-ns-lba-format -o json"})
  static int namespaceInFormat(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin FormatOptions format,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new Identification(support).namespaceInFormat(format.index, format.uuidIndex),
        "NVMe Identify Namespace for LBA format[%d]:".formatted(format.index));
  }

  @Command(
      name = "nvm-id-ns-lba-format",
      description = "Shows what the NVM Command Set has to say of an LBA format.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme nvm-id-ns-lba-format -i 2",
        "  orion nvme nvm-id-ns-lba-format -o json"
      })
  static int nvmNamespaceInFormat(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin FormatOptions format,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new Identification(support).nvmNamespaceInFormat(format.index, format.uuidIndex),
        "NVMe NVM Command Set Identify Namespace for LBA format[%d]:".formatted(format.index));
  }

  @Command(
      name = "ns-descs",
      description = "Shows the identifiers of a namespace.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme ns-descs -n 2", "  orion nvme ns-descs -o json"})
  static int namespaceDescriptors(
      @Mixin CommandContext context, @Mixin NamespaceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    int nsid = device.nsidOrDefault();
    return shown.show(
        context,
        device,
        support -> new Identification(support).descriptors(nsid),
        "NVME Namespace Identification Descriptors NS " + nsid + ":");
  }

  @Command(
      name = "id-iocs",
      description = "Shows the combinations of command sets that a controller has.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme id-iocs", "  orion nvme id-iocs -c 2"})
  static int commandSets(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-c", "--controller-id"},
              paramLabel = "CNTLID",
              defaultValue = "" + THIS_CONTROLLER,
              converter = UnsignedNumber.OfShort.class,
              description = "The controller (this one).")
          int cntlid,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new Identification(support).ioCommandSets(cntlid),
        "NVMe Identify I/O Command Set:");
  }

  @Command(
      name = "id-uuid",
      description = "Shows the UUIDs that a UUID index selects.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme id-uuid", "  orion nvme id-uuid -o json"})
  static int uuids(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context, device, support -> new Identification(support).uuids(), "NVME Identify UUID:");
  }
}
