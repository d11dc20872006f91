package dev.orion.tools;

import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneSendAction;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion zns} that change the states of zones. */
final class ZnsManagementCommands {
  private ZnsManagementCommands() {}

  @Command(
      name = "open-zone",
      description = "Opens one zone or all.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion zns open-zone -n 3 -s 0x1000", "  orion zns open-zone -n 3 -s 0 --zrwaa"})
  static int openZone(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin ZoneSelection zone,
      @Option(
              names = {"-r", "--zrwaa"},
              description = "Allocate a Zone Random Write Area to the zone.")
          boolean zrwaa,
      @Mixin ZoneSendOptions options)
      throws IOException {
    int nsid = device.nsidOrDefault();
    ZoneChange change =
        new ZoneChange(
            ZoneSendAction.OPEN_ZONE, zone.start.block(), zone.all, zrwaa, ZoneChange.NO_DATA);
    try (OpenController open = context.open(device)) {
      if (!options.force) {
        change.check(open.zones(nsid));
      }
      change.send(open, nsid);
    }
    context.out().printf("zns-open-zone: Success zone slba:%x nsid:%d%n", zone.start.block(), nsid);
    return 0;
  }

  @Command(
      name = "close-zone",
      description = "Closes one zone or all.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns close-zone -n 3 -a")
  static int closeZone(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin ZoneSelection zone,
      @Mixin ZoneSendOptions options)
      throws IOException {
    return change(context, device, zone, ZoneSendAction.CLOSE_ZONE, options, true);
  }

  @Command(
      name = "finish-zone",
      description = "Finishes one zone or all: full, whatever was written to them.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns finish-zone -n 3 -s 0x1000")
  static int finishZone(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin ZoneSelection zone,
      @Mixin ZoneSendOptions options)
      throws IOException {
    return change(context, device, zone, ZoneSendAction.FINISH_ZONE, options, true);
  }

  @Command(
      name = "reset-zone",
      description = {
        "Resets one zone or all. What was written to them is lost: it asks before, where there is",
        "a terminal to ask on; elsewhere it needs --yes."
      },
      footerHeading = "%nExamples:%n",
      footer = {"  orion zns reset-zone -n 3 -s 0x1000", "  orion zns reset-zone -n 3 -a --yes"})
  static int resetZone(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin ZoneSelection zone,
      @Option(
              names = {"-y", "--yes"},
              description = "Reset without asking.")
          boolean yes,
      @Mixin ZoneSendOptions options)
      throws IOException {
    return change(context, device, zone, ZoneSendAction.RESET_ZONE, options, yes);
  }

  @Command(
      name = "offline-zone",
      description = {
        "Takes one read-only zone offline, or all. What was written to them is lost: it asks",
        "before, where there is a terminal to ask on; elsewhere it needs --yes."
      },
      footerHeading = "%nExamples:%n",
      footer = "  orion zns offline-zone -n 3 -s 0x1000")
  static int offlineZone(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin ZoneSelection zone,
      @Option(
              names = {"-y", "--yes"},
              description = "Take offline without asking.")
          boolean yes,
      @Mixin ZoneSendOptions options)
      throws IOException {
    return change(context, device, zone, ZoneSendAction.OFFLINE_ZONE, options, yes);
  }

  private static int change(
      CommandContext context,
      NamespaceOperand device,
      ZoneSelection zone,
      ZoneSendAction action,
      ZoneSendOptions options,
      boolean agreed)
      throws IOException {
    int nsid = device.nsidOrDefault();
    ZoneChange change = ZoneChange.of(action, zone);
    long dword0;
    try (OpenController open = context.open(device)) {
      if (!isToBeSent(context, open, nsid, change, options.force, agreed)) {
        return Consent.EXIT_REFUSED;
      }
      dword0 = change.send(open, nsid);
    }
    context
        .out()
        .printf(
            "zns-%s: Success, action:%d zone:%x all:%d zcapc:%d nsid:%d%n",
            context.commandLine().getCommandName(),
            action.code(),
            change.block(),
            change.all() ? 1 : 0,
            action == ZoneSendAction.RESET_ZONE ? dword0 & 1 : 0,
            nsid);
    return 0;
  }

  /** Checks a change, and asks for what it destroys. */
  static boolean isToBeSent(
      CommandContext context,
      OpenController open,
      int nsid,
      ZoneChange change,
      boolean force,
      boolean agreed)
      throws IOException {
    Zones zones = open.zones(nsid);
    if (!force) {
      change.check(zones);
    }
    Optional<String> loss = change.loss(zones, open.identifyNamespace(nsid).lbaSizeBytes());
    return loss.isEmpty()
        || new Consent(agreed, false, context.streams(), context.err()).isGivenTo(loss.get());
  }
}
