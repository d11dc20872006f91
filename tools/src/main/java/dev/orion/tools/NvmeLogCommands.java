package dev.orion.tools;

import dev.orion.nvme.ControllerLogs;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.CommandsSupportedAndEffectsLog;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.DeviceSelfTestLog;
import dev.orion.nvme.spec.ErrorLog;
import dev.orion.nvme.spec.LockdownLog;
import dev.orion.nvme.spec.NamespaceIdList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that show log pages of a controller as a whole. */
final class NvmeLogCommands {
  private static final String DASHES = "-".repeat(80);
  private static final long MORE_THAN_FIT = 0xffff_ffffL;

  private NvmeLogCommands() {}

  @Command(
      name = "smart-log",
      description = "Shows the SMART / Health Information log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme smart-log", "  orion nvme smart-log -o json | jq .temperature"})
  static int smartLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-n", "--namespace-id", "--namespace"},
              paramLabel = "NSID",
              converter = NamespaceOperand.NsidConverter.class,
              description = "Of this namespace alone, if the controller can (all).")
          @Nullable Integer namespace,
      @Mixin StructureOutput output,
      @Mixin ForceOption force)
      throws IOException {
    int nsid = namespace == null ? AdminCommand.NSID_ALL : namespace;
    try (OpenController open = context.open(device)) {
      if (namespace != null) {
        open.requireNamespace(nsid);
      }
      String heading =
          "Smart Log for NVME device:%s namespace-id:%x".formatted(device.address, nsid);
      output.print(
          new ControllerLogs(force.of(open.controller())).smart(nsid),
          List.of(heading),
          context.out(),
          context.streams());
    }
    return 0;
  }

  @Command(
      name = "error-log",
      description = "Shows the newest entries of the Error Information log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme error-log -e 4", "  orion nvme error-log -o json"})
  static int errorLog(
      @Mixin CommandContext context,
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
      throw context.usageError("--log-entries must be 1 or more");
    }
    try (OpenController open = context.open(device)) {
      ErrorLog log = open.controller().logs().errors(entries);
      String heading =
          "Error Log Entries for device:%s entries:%d"
              .formatted(device.address, log.entries().size());
      output.print(log, List.of(heading, "................."), context.out(), context.streams());
    }
    return 0;
  }

  @Command(
      name = "fw-log",
      description = "Shows the Firmware Slot Information log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme fw-log", "  orion nvme fw-log -o json"})
  static int firmwareLog(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).firmwareSlots(),
        json -> Map.of(device.address.toString(), json),
        "Firmware Log for device:" + device.address);
  }

  @Command(
      name = "changed-ns-list-log",
      description = {
        "Shows the namespaces that have changed since the log page was read last.",
        "Opening a controller resets it, which empties the list of many."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme changed-ns-list-log", "  orion nvme changed-ns-list-log -o json"})
  static int changedNamespaces(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin StructureOutput output)
      throws IOException {
    try (OpenController open = context.open(device)) {
      NamespaceIdList list = open.controller().logs().changedNamespaces();
      if (output.format() == StructureOutput.Format.NORMAL
          && list.nsids().equals(List.of((int) MORE_THAN_FIT))) {
        context.out().println("more than 1024 ns changed");
      } else {
        output.print(
            list,
            _ -> changedNamespaces(device.address.toString(), list),
            List.of(),
            context.out(),
            context.streams());
      }
    }
    return 0;
  }

  private static Map<String, Object> changedNamespaces(String device, NamespaceIdList list) {
    Map<String, Object> numbered = new LinkedHashMap<>();
    for (int nsid : list.nsids()) {
      numbered.put("[%4d]".formatted(numbered.size() + 1), "0x%x".formatted(nsid));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Changed Namespace List Log", device);
    json.put(device, numbered);
    return json;
  }

  @Command(
      name = "effects-log",
      description = "Shows which commands a controller has, and what they affect.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme effects-log", "  orion nvme effects-log --csi 2 -o json"})
  static int effectsLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-c", "--csi"},
              paramLabel = "CSI",
              converter = NvmeListCommands.CsiConverter.class,
              description = "Of a command set alone: 0 NVM, 1 key value, 2 zoned (NVM and zoned).")
          @Nullable Csi csi,
      @Mixin StructureOutput output,
      @Mixin ForceOption force)
      throws IOException {
    try (OpenController open = context.open(device)) {
      ControllerLogs logs = new ControllerLogs(force.of(open.controller()));
      boolean hasCommandSets = (Cap.css(open.controller().cap()) & Cap.CSS_IO_COMMAND_SETS) != 0;
      List<Csi> sets =
          csi != null
              ? List.of(csi)
              : hasCommandSets ? List.of(Csi.NVM, Csi.ZONED) : List.of(Csi.NVM);
      List<CommandsSupportedAndEffectsLog> pages = new ArrayList<>();
      for (Csi set : sets) {
        pages.add(logs.commandEffects(set));
      }
      switch (output.format()) {
        case JSON ->
            TextOrJson.printJson(
                pages.stream().map(CommandsSupportedAndEffectsLog::toMap).toList(), context.out());
        case NORMAL ->
            pages.forEach(
                page -> {
                  context.out().println(title(page.csi()) + " Command Set Log Page");
                  context.out().println(DASHES);
                  output.text(page).forEach(context.out()::println);
                  context.out().println();
                });
        case BINARY -> {
          for (CommandsSupportedAndEffectsLog page : pages) {
            StructureOutput.printBinary(page.toBytes(), context.streams());
          }
        }
      }
    }
    return 0;
  }

  private static String title(Csi csi) {
    return switch (csi) {
      case NVM -> "NVM";
      case ZONED -> "ZNS";
      case KEY_VALUE -> "Unknown";
    };
  }

  @Command(
      name = "self-test-log",
      description = "Shows the Device Self-test log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme self-test-log -e 3", "  orion nvme self-test-log -o json"})
  static int selfTestLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-e", "--dst-entries"},
              paramLabel = "N",
              defaultValue = "" + DeviceSelfTestLog.MAX_RESULTS,
              converter = UnsignedNumber.OfByte.class,
              description = "How many of the newest results (20).")
          int entries,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).selfTests(entries),
        "Device Self Test Log for NVME device:" + device.address);
  }

  @Command(
      name = "sanitize-log",
      description = "Shows the Sanitize Status log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme sanitize-log", "  orion nvme sanitize-log -o json"})
  static int sanitizeLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin RetainOption retain,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).sanitizeStatus(retain.event),
        json -> Map.of(device.address.toString(), json));
  }

  @Command(
      name = "resv-notif-log",
      description = "Shows the oldest Reservation Notification log page, and removes it.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme resv-notif-log", "  orion nvme resv-notif-log -o json"})
  static int reservationLog(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).reservationNotification(),
        "Reservation Notif Log for device: " + device.address);
  }

  @Command(
      name = "supported-log-pages",
      description = "Shows which log pages a controller has.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme supported-log-pages", "  orion nvme supported-log-pages -o json"})
  static int supportedLogPages(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).supportedLogPages(),
        "Support Log Pages Details for %s:".formatted(device.address));
  }

  @Command(
      name = "fid-support-effects-log",
      description = "Shows which features a controller has, and what setting them affects.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme fid-support-effects-log",
        "  orion nvme fid-support-effects-log -o json"
      })
  static int featureEffectsLog(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).featureEffects(),
        "FID Supports Effects Log for device: " + device.address);
  }

  @Command(
      name = "mi-cmd-support-effects-log",
      description = "Shows which NVMe-MI commands a controller has, and what they affect.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme mi-cmd-support-effects-log",
        "  orion nvme mi-cmd-support-effects-log -o json"
      })
  static int miCommandEffectsLog(
      @Mixin CommandContext context, @Mixin DeviceOperand device, @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).miCommandEffects(),
        "MI Commands Support Effects Log for device: " + device.address);
  }

  @Command(
      name = "lockdown-log",
      sortOptions = false,
      description = "Shows which commands or features may be prohibited, or are.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme lockdown-log -s 0 -c 1", "  orion nvme lockdown-log -s 2 -o json"})
  static int lockdownLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-s", "--scp"},
              paramLabel = "0-15",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "Of what: 0 admin opcodes, 2 features (0).")
          int scope,
      @Option(
              names = {"-c", "--contents"},
              paramLabel = "0-2",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "0 may be prohibited, 1 is on admin queues, 2 is out of band (0).")
          int contents,
      @Mixin ShownStructure shown)
      throws IOException {
    if (scope > 15) {
      throw context.usageError("--scp: %d is not 0 to 15".formatted(scope));
    }
    LockdownLog.Contents listed =
        LockdownLog.Contents.of(contents)
            .orElseThrow(
                () -> context.usageError("--contents: %d is not 0, 1 or 2".formatted(contents)));
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).lockdown(scope, listed),
        "Command and Feature Lockdown Log: " + device.address);
  }
}
