package dev.orion.tools;

import dev.orion.nvme.Identification;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.SecondaryControllerList;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that list namespaces, controllers, and what they are made of. */
final class NvmeListCommands {
  private NvmeListCommands() {}

  /** The first controller of a list. */
  static final class FromController {
    @Option(
        names = {"-c", "--cntid"},
        paramLabel = "CNTLID",
        defaultValue = "0",
        converter = UnsignedNumber.OfShort.class,
        description = "Begin with this controller (0).")
    int cntlid;
  }

  @Command(
      name = "list-ns",
      description = "Lists the namespaces of a controller, or of its subsystem.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme list-ns", "  orion nvme list-ns --all -o json"})
  static int namespaces(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-n", "--namespace-id", "--namespace"},
              paramLabel = "NSID",
              defaultValue = "1",
              converter = NamespaceOperand.NsidConverter.class,
              description = "Begin with this namespace (1).")
          int nsid,
      @Option(
              names = {"-y", "--csi"},
              paramLabel = "CSI",
              converter = CsiConverter.class,
              description = "Only those of a command set: 0 NVM, 1 key value, 2 zoned.")
          @Nullable Csi csi,
      @Option(
              names = {"-a", "--all"},
              description = "Those too that are not attached to this controller.")
          boolean all,
      @Mixin ShownStructure shown)
      throws IOException {
    if (nsid == 0) {
      throw context.usageError("--namespace-id must be 1 or more");
    }
    return shown.show(
        context,
        device,
        support -> {
          Identification identify = new Identification(support);
          if (all) {
            return csi == null
                ? identify.allocatedNamespaces(nsid - 1)
                : identify.allocatedNamespaces(nsid - 1, csi);
          }
          return csi == null
              ? identify.activeNamespaces(nsid - 1)
              : identify.activeNamespaces(nsid - 1, csi);
        });
  }

  @Command(
      name = "list-ctrl",
      description = "Lists the controllers of a subsystem, or those a namespace is attached to.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme list-ctrl", "  orion nvme list-ctrl -n 1 -o json"})
  static int controllers(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin FromController from,
      @Option(
              names = {"-n", "--namespace-id", "--namespace"},
              paramLabel = "NSID",
              converter = NamespaceOperand.NsidConverter.class,
              description = "Those that this namespace is attached to (all).")
          @Nullable Integer nsid,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support ->
            nsid == null
                ? new Identification(support).controllers(from.cntlid)
                : new Identification(support).controllersOf(nsid, from.cntlid));
  }

  @Command(
      name = "primary-ctrl-caps",
      description = "Shows what a primary controller can give to its secondary controllers.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme primary-ctrl-caps", "  orion nvme primary-ctrl-caps -o json"})
  static int primaryCapabilities(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-c", "--cntlid"},
              paramLabel = "CNTLID",
              defaultValue = "0",
              converter = UnsignedNumber.OfShort.class,
              description = "The primary controller (0).")
          int cntlid,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new Identification(support).primaryCapabilities(cntlid),
        "NVME Identify Primary Controller Capabilities:");
  }

  @Command(
      name = "list-secondary",
      description = "Lists the secondary controllers of a primary controller.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme list-secondary", "  orion nvme list-secondary -e 4 -o json"})
  static int secondaryControllers(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin FromController from,
      @Option(
              names = {"-e", "--num-entries"},
              paramLabel = "N",
              defaultValue = "" + SecondaryControllerList.MAX_ENTRIES,
              converter = UnsignedNumber.OfByte.class,
              description = "How many at the most (127).")
          int entries,
      @Mixin ShownStructure shown)
      throws IOException {
    if (entries < 1) {
      throw context.usageError("--num-entries must be 1 or more");
    }
    return shown.show(
        context,
        device,
        support -> new Identification(support).secondaryControllers(from.cntlid).first(entries),
        "Identify Secondary Controller List:");
  }

  @Command(
      name = "list-endgrp",
      description = "Lists the Endurance Groups of a subsystem.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme list-endgrp", "  orion nvme list-endgrp -i 2 -o json"})
  static int enduranceGroups(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-i", "--endgrp-id"},
              paramLabel = "ENDGID",
              defaultValue = "0",
              converter = UnsignedNumber.OfShort.class,
              description = "Begin with this group (0).")
          int endgid,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context, device, support -> new Identification(support).enduranceGroups(endgid));
  }

  @Command(
      name = "id-nvmset",
      description = "Lists the NVM Sets of a subsystem.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme id-nvmset", "  orion nvme id-nvmset -i 2 -o json"})
  static int nvmSets(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-i", "--nvmset_id"},
              paramLabel = "NVMSETID",
              defaultValue = "0",
              converter = UnsignedNumber.OfShort.class,
              description = "Begin with this set (0).")
          int nvmsetid,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new Identification(support).nvmSets(nvmsetid),
        "NVME Identify NVM Set List %d:".formatted(nvmsetid));
  }

  @Command(
      name = "id-domain",
      description = "Lists the domains of a subsystem.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme id-domain", "  orion nvme id-domain -d 2 -o json"})
  static int domains(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-d", "--dom-id"},
              paramLabel = "DOMAIN",
              defaultValue = "0",
              converter = UnsignedNumber.OfShort.class,
              description = "Begin with this domain (0).")
          int domain,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new Identification(support).domains(domain),
        "NVMe Identify Domain List:");
  }

  @Command(
      name = "id-ns-granularity",
      description = "Shows the sizes that namespaces are best made in.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme id-ns-granularity", "  orion nvme id-ns-granularity -o json"})
  static int granularities(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new Identification(support).granularities(),
        "Identify Namespace Granularity List:");
  }

  /** Reads Command Set Identifiers. */
  static final class CsiConverter extends TextConverter<Csi> {
    CsiConverter() {
      super(CsiConverter::parse);
    }

    private static Csi parse(String text) {
      for (Csi csi : Csi.values()) {
        if (text.equals(Integer.toString(csi.code()))) {
          return csi;
        }
      }
      throw new IllegalArgumentException("'" + text + "' is no command set; write 0, 1 or 2");
    }
  }
}
