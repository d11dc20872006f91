package dev.orion.tools;

import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.ErrorLog;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.SmartLog;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code orion nvme}: shows what a controller says of itself, as nvme-cli does. */
@Command(
    name = "nvme",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Shows what an NVMe controller says of itself and its namespaces.",
      "Options, text and JSON are those of nvme-cli 2.3."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion nvme id-ctrl qemu:lab/nvme0",
      "  orion nvme id-ns -n 2 -o json | jq .nsze",
      "  orion nvme smart-log"
    })
final class NvmeSubcommands {
  private static final int SMART_LOG_BYTES = 512;

  private final Map<String, String> environment;
  private final StandardStreams streams;

  @Spec private @Nullable CommandSpec spec;

  NvmeSubcommands(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
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
  int identifyController(@Mixin DeviceOperand device, @Mixin StructureOutput output)
      throws IOException {
    try (OpenController open = open(device)) {
      output.print(
          open.controller().identity(), List.of("NVME Identify Controller:"), out(), streams);
    }
    return 0;
  }

  @Command(
      name = "id-ns",
      description = "Shows the Identify Namespace data structure.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme id-ns", "  orion nvme id-ns qemu:lab/nvme0 -n 2 -o json"})
  int identifyNamespace(@Mixin NamespaceOperand device, @Mixin StructureOutput output)
      throws IOException {
    int nsid = device.nsidOrDefault();
    try (OpenController open = open(device)) {
      output.print(
          open.identifyNamespace(nsid),
          List.of("NVME Identify Namespace " + nsid + ":"),
          out(),
          streams);
    }
    return 0;
  }

  @Command(
      name = "smart-log",
      description = "Shows the SMART / Health Information log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme smart-log", "  orion nvme smart-log -o json | jq .temperature"})
  int smartLog(
      @Mixin DeviceOperand device,
      @Option(
              names = {"-n", "--namespace-id", "--namespace"},
              paramLabel = "NSID",
              converter = NamespaceOperand.NsidConverter.class,
              description = "Of this namespace alone, if the controller can (all).")
          @Nullable Integer namespace,
      @Mixin StructureOutput output)
      throws IOException {
    int nsid = namespace == null ? AdminCommand.NSID_ALL : namespace;
    try (OpenController open = open(device)) {
      if (namespace != null) {
        open.requireNamespace(nsid);
      }
      String heading =
          "Smart Log for NVME device:%s namespace-id:%x".formatted(device.address, nsid);
      output.print(smartLog(open.controller(), nsid), List.of(heading), out(), streams);
    }
    return 0;
  }

  @Command(
      name = "error-log",
      description = "Shows the newest entries of the Error Information log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme error-log -e 4", "  orion nvme error-log -o json"})
  int errorLog(
      @Mixin DeviceOperand device,
      @Option(
              names = {"-e", "--log-entries"},
              paramLabel = "N",
              defaultValue = "64",
              description = "How many entries, as far as the controller has them (64).")
          int entries,
      @Mixin StructureOutput output)
      throws IOException {
    if (entries < 1) {
      throw new ParameterException(commandLine(), "--log-entries must be 1 or more");
    }
    try (OpenController open = open(device)) {
      ErrorLog log = open.controller().errorLog(entries);
      String heading =
          "Error Log Entries for device:%s entries:%d"
              .formatted(device.address, log.entries().size());
      output.print(log, List.of(heading, "................."), out(), streams);
    }
    return 0;
  }

  private static SmartLog smartLog(NvmeController controller, int nsid) throws IOException {
    int numdZeroBased = SMART_LOG_BYTES / Integer.BYTES - 1;
    try (DmaBuffer page = controller.dma().allocate(SMART_LOG_BYTES)) {
      controller.admin(
          NvmeCommand.of(AdminOpcode.GET_LOG_PAGE)
              .withNsid(nsid)
              .withCdw10(
                  AdminCommand.getLogPageCdw10(
                      LogPageIdentifier.SMART_HEALTH_INFORMATION, 0, false, numdZeroBased))
              .withCdw11(AdminCommand.getLogPageCdw11(numdZeroBased, 0))
              .withData(page));
      return new SmartLog(page.segment());
    }
  }

  private OpenController open(DeviceOperand device) throws IOException {
    String command = commandLine().getCommandSpec().qualifiedName();
    return OpenController.open(device.address, command, environment);
  }

  private PrintWriter out() {
    return commandLine().getOut();
  }

  /** The subcommand that runs. */
  private CommandLine commandLine() {
    CommandLine group = Objects.requireNonNull(spec, "picocli sets it").commandLine();
    return group.getParseResult().subcommand().commandSpec().commandLine();
  }
}
