package dev.orion.tools;

import dev.orion.nvme.ControllerLogs;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Commands of {@code orion nvme} that show log pages of a subsystem's media, Endurance Groups, NVM
 * Sets and paths.
 */
final class NvmeMediaLogCommands {
  private NvmeMediaLogCommands() {}

  /** How many entries of an aggregate log page, and whether its event stays. */
  static final class Aggregate {
    @Option(
        names = {"-e", "--log-entries"},
        paramLabel = "N",
        defaultValue = "2044",
        converter = UnsignedNumber.OfShort.class,
        description = "How many entries at the most (2044).")
    int entries;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    RetainOption retain;
  }

  /** The domain that a log page is of. */
  static final class Domain {
    @Option(
        names = {"-d", "--domain-id"},
        paramLabel = "DOMAIN",
        defaultValue = "0",
        converter = UnsignedNumber.OfShort.class,
        description = "The domain (0, the controller's).")
    int id;
  }

  @Command(
      name = "endurance-log",
      description = "Shows the Endurance Group Information log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme endurance-log -g 1", "  orion nvme endurance-log -g 1 -o json"})
  static int enduranceLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-g", "--group-id"},
              paramLabel = "ENDGID",
              defaultValue = "1",
              converter = UnsignedNumber.OfShort.class,
              description = "The Endurance Group (1).")
          int group,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).enduranceGroup(group),
        "Endurance Group Log for NVME device:%s Group ID:%x".formatted(device.address, group));
  }

  @Command(
      name = "endurance-event-agg-log",
      description = "Lists the Endurance Groups that have events.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme endurance-event-agg-log",
        "  orion nvme endurance-event-agg-log -o json"
      })
  static int enduranceEvents(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Aggregate wanted,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support ->
            new ControllerLogs(support).enduranceGroupEvents(wanted.entries, wanted.retain.event),
        "Endurance Group Event Aggregate Log for device: " + device.address);
  }

  @Command(
      name = "predictable-lat-log",
      description = "Shows the Predictable Latency log page of an NVM Set.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme predictable-lat-log -i 1",
        "  orion nvme predictable-lat-log -i 1 -o json"
      })
  static int predictableLatency(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-i", "--nvmset-id"},
              paramLabel = "NVMSETID",
              defaultValue = "1",
              converter = UnsignedNumber.OfShort.class,
              description = "The NVM Set (1).")
          int nvmsetid,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).predictableLatency(nvmsetid),
        "Predictable Latency Per NVM Set Log for device: " + device.address,
        "Predictable Latency Per NVM Set Log for NVM Set ID: " + nvmsetid);
  }

  @Command(
      name = "pred-lat-event-agg-log",
      description = "Lists the NVM Sets that have predictable latency events.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme pred-lat-event-agg-log",
        "  orion nvme pred-lat-event-agg-log -o json"
      })
  static int predictableLatencyEvents(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Aggregate wanted,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support ->
            new ControllerLogs(support)
                .predictableLatencyEvents(wanted.entries, wanted.retain.event),
        "Predictable Latency Event Aggregate Log for device: " + device.address);
  }

  @Command(
      name = "ana-log",
      description = "Shows the Asymmetric Namespace Access log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme ana-log", "  orion nvme ana-log --groups -o json"})
  static int anaLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-g", "--groups"},
              description = "Leave the groups' namespaces out.")
          boolean groupsOnly,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).ana(groupsOnly),
        json -> {
          Map<String, Object> named = new LinkedHashMap<>();
          named.put("Asymmetric Namespace Access Log for NVMe device", device.address.toString());
          named.putAll(json);
          return named;
        },
        "Asymmetric Namespace Access Log for NVMe device: " + device.address);
  }

  @Command(
      name = "lba-status-log",
      description = "Shows the LBA Status Information log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme lba-status-log", "  orion nvme lba-status-log --rae -o json"})
  static int lbaStatusLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin RetainOption retain,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).lbaStatus(retain.event),
        "LBA Status Log for device: " + device.address);
  }

  @Command(
      name = "media-unit-stat-log",
      description = "Shows the Media Unit Status log page.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme media-unit-stat-log", "  orion nvme media-unit-stat-log -d 1"})
  static int mediaUnitStatusLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Domain domain,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context, device, support -> new ControllerLogs(support).mediaUnits(domain.id));
  }

  @Command(
      name = "supported-cap-config-log",
      description = "Shows the Supported Capacity Configuration List log page.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme supported-cap-config-log",
        "  orion nvme supported-cap-config-log -d 1"
      })
  static int capacityConfigurationLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Domain domain,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context, device, support -> new ControllerLogs(support).capacityConfigurations(domain.id));
  }

  @Command(
      name = "rotational-media-info-log",
      description = "Shows the Rotational Media Information log page of an Endurance Group.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme rotational-media-info-log -e 1",
        "  orion nvme rotational-media-info-log -e 1 -o json"
      })
  static int rotationalMediaLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-e", "--endg-id"},
              paramLabel = "ENDGID",
              defaultValue = "1",
              converter = UnsignedNumber.OfShort.class,
              description = "The Endurance Group (1).")
          int endgid,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context,
        device,
        support -> new ControllerLogs(support).rotationalMedia(endgid),
        "Rotational Media Info Log: " + device.address);
  }
}
