package dev.orion.tools;

import dev.orion.nvme.ControllerLogs;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion fdp} that show log pages. */
final class FdpLogCommands {
  private FdpLogCommands() {}

  /** The Endurance Group that a log page is of. */
  static final class Group {
    @Option(
        names = {"-e", "--endgrp-id"},
        paramLabel = "ENDGID",
        defaultValue = "1",
        converter = UnsignedNumber.OfShort.class,
        description = "The Endurance Group (1).")
    int id;
  }

  @Command(
      name = "configs",
      description = "Shows the FDP configurations that an Endurance Group can have.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion fdp configs -e 1", "  orion fdp configs -e 1 -o json"})
  static int configurations(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Group group,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context, device, support -> new ControllerLogs(support).fdpConfigurations(group.id));
  }

  @Command(
      name = "usage",
      description = "Shows who uses the reclaim unit handles.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion fdp usage -e 1", "  orion fdp usage -e 1 -o json"})
  static int usage(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Group group,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context, device, support -> new ControllerLogs(support).reclaimUnitHandleUsage(group.id));
  }

  @Command(
      name = "stats",
      description = "Shows how much hosts wrote and how much the media took.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion fdp stats -e 1", "  orion fdp stats -e 1 -o json"})
  static int statistics(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Group group,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context, device, support -> new ControllerLogs(support).fdpStatistics(group.id));
  }

  @Command(
      name = "events",
      description = "Shows events of reclaim units and media.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion fdp events -e 1", "  orion fdp events -e 1 --host-events -o json"})
  static int events(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin Group group,
      @Option(
              names = {"-E", "--host-events"},
              description = "The host's events rather than the controller's.")
          boolean hostEvents,
      @Mixin ShownStructure shown)
      throws IOException {
    return shown.show(
        context, device, support -> new ControllerLogs(support).fdpEvents(group.id, hostEvents));
  }
}
