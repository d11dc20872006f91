package dev.orion.tools;

import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyControllerZoned;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZonedCommand;
import dev.orion.nvme.spec.ZonedOpcode;
import dev.orion.tools.lab.Labs;
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

/** {@code orion zns}: shows zoned namespaces and manages their zones, as nvme-cli does. */
@Command(
    name = "zns",
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Shows zoned NVMe namespaces and manages their zones.",
      "Options, text and JSON are those of nvme-cli 2.3's zns plugin.",
      "Every command resets the controller. Some, QEMU's too, close their open zones then: what",
      "open-zone opened is closed again, or empty, for the next command."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion zns list",
      "  orion zns report-zones -n 3 -d 8",
      "  orion zns reset-zone -n 3 -s 0x1000"
    })
final class ZnsSubcommands {
  private final Map<String, String> environment;
  private final StandardStreams streams;

  @Spec private @Nullable CommandSpec spec;

  private ZnsSubcommands(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  /** The command with all its subcommands. */
  static CommandLine commandLine(Map<String, String> environment, StandardStreams streams) {
    return new CommandLine(new ZnsSubcommands(environment, streams))
        .addSubcommand(new ZoneAppendCommand(environment, streams));
  }

  @Command(
      name = "list",
      description = "Lists the zoned namespaces of the running labs.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns list")
  int list(@Mixin TextOrJson format) throws IOException {
    NamespaceList.of(Labs.fromEnvironment(environment), name())
        .zoned()
        .print(format, "zoned namespaces", out());
    return 0;
  }

  @Command(
      name = "id-ctrl",
      description = "Shows the Zoned Namespace Command Set's Identify Controller data structure.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns id-ctrl qemu:lab/nvme0 -o json")
  int identifyController(@Mixin DeviceOperand device, @Mixin StructureOutput output)
      throws IOException {
    try (OpenController open = open(device)) {
      IdentifyControllerZoned identity =
          new IdentifyControllerZoned(
              open.controller().identify(Cns.CONTROLLER_BY_CSI, Csi.ZONED, 0));
      output.print(identity, List.of("NVMe ZNS Identify Controller:"), out(), streams);
    }
    return 0;
  }

  @Command(
      name = "id-ns",
      description = "Shows the Zoned Namespace Command Set's Identify Namespace data structure.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns id-ns -n 3")
  int identifyNamespace(@Mixin NamespaceOperand device, @Mixin StructureOutput output)
      throws IOException {
    try (OpenController open = open(device)) {
      output.print(
          open.zones(device.nsidOrDefault()).identity(),
          List.of("ZNS Command Set Identify Namespace:"),
          out(),
          streams);
    }
    return 0;
  }

  @Command(
      name = "report-zones",
      sortOptions = false,
      description = "Lists zones: where they begin, their write pointer, capacity and state.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion zns report-zones -n 3",
        "  orion zns report-zones -n 3 -s 0x1000 -d 4",
        "  orion zns report-zones -n 3 -S full -o json | jq '.zone_list[].slba'"
      })
  int reportZones(
      @Mixin NamespaceOperand device,
      @Option(
              names = {"-s", "--start-lba"},
              paramLabel = "LBA",
              defaultValue = "0",
              converter = Lba.Converter.class,
              description = "Begin with the zone that has this block (0).")
          Lba start,
      @Option(
              names = {"-d", "--descs"},
              paramLabel = "N",
              description = "List this many zones at the most (all).")
          @Nullable Integer limit,
      @Option(
              names = {"-S", "--state"},
              paramLabel = "STATE",
              defaultValue = "0",
              converter = ReportingOptionConverter.class,
              description =
                  "Only zones in this state, by its number or name: 0 all, 1 empty,"
                      + " 2 implicitly-opened, 3 explicitly-opened, 4 closed, 5 full, 6 read-only,"
                      + " 7 offline (0).")
          ZoneReportingOption option,
      @Option(
              names = {"-p", "--partial"},
              description = "Let nr_zones count the zones that are listed, not all in that state.")
          boolean partial,
      @Mixin TextOrJson format)
      throws IOException {
    if (limit != null && limit < 1) {
      throw new ParameterException(running(), "--descs must be 1 or more");
    }
    try (OpenController open = open(device)) {
      Zones zones = open.zones(device.nsidOrDefault());
      requireZone(zones.geometry(), device, start.block());
      ZoneListing.of(zones, start.block(), option, limit == null ? Zones.ALL : limit, partial)
          .print(format, out());
    }
    return 0;
  }

  @Command(
      name = "open-zone",
      description = "Opens one zone or all.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns open-zone -n 3 -s 0x1000")
  int openZone(
      @Mixin NamespaceOperand device,
      @Mixin ZoneSelection zone,
      @Option(
              names = {"-r", "--zrwaa"},
              description = "Allocate a Zone Random Write Area to the zone.")
          boolean zrwaa)
      throws IOException {
    manage(device, zone, ZoneSendAction.OPEN_ZONE, zrwaa);
    out()
        .printf(
            "zns-open-zone: Success zone slba:%x nsid:%d%n",
            zone.start.block(), device.nsidOrDefault());
    return 0;
  }

  @Command(
      name = "close-zone",
      description = "Closes one zone or all.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns close-zone -n 3 -a")
  int closeZone(@Mixin NamespaceOperand device, @Mixin ZoneSelection zone) throws IOException {
    return manage(device, zone, ZoneSendAction.CLOSE_ZONE);
  }

  @Command(
      name = "finish-zone",
      description = "Finishes one zone or all: full, whatever was written to them.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns finish-zone -n 3 -s 0x1000")
  int finishZone(@Mixin NamespaceOperand device, @Mixin ZoneSelection zone) throws IOException {
    return manage(device, zone, ZoneSendAction.FINISH_ZONE);
  }

  @Command(
      name = "reset-zone",
      description = "Resets one zone or all. What was written to them is lost.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion zns reset-zone -n 3 -s 0x1000", "  orion zns reset-zone -n 3 -a"})
  int resetZone(@Mixin NamespaceOperand device, @Mixin ZoneSelection zone) throws IOException {
    return manage(device, zone, ZoneSendAction.RESET_ZONE);
  }

  @Command(
      name = "offline-zone",
      description = "Takes one read-only zone offline, or all.",
      footerHeading = "%nExamples:%n",
      footer = "  orion zns offline-zone -n 3 -s 0x1000")
  int offlineZone(@Mixin NamespaceOperand device, @Mixin ZoneSelection zone) throws IOException {
    return manage(device, zone, ZoneSendAction.OFFLINE_ZONE);
  }

  /** Which zones a command changes. */
  static final class ZoneSelection {
    @Option(
        names = {"-s", "--start-lba"},
        paramLabel = "LBA",
        defaultValue = "0",
        converter = Lba.Converter.class,
        description = "The zone's first block (0).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Lba start;

    @Option(
        names = {"-a", "--select-all"},
        description = "All zones whose state allows it.")
    private boolean all;

    @Override
    public String toString() {
      return all ? "all zones" : "zone 0x" + Long.toHexString(start.block());
    }
  }

  private int manage(NamespaceOperand device, ZoneSelection zone, ZoneSendAction action)
      throws IOException {
    long dword0 = manage(device, zone, action, false);
    out()
        .printf(
            "zns-%s: Success, action:%d zone:%x all:%d zcapc:%d nsid:%d%n",
            running().getCommandName(),
            action.code(),
            zone.start.block(),
            zone.all ? 1 : 0,
            action == ZoneSendAction.RESET_ZONE ? dword0 & 1 : 0,
            device.nsidOrDefault());
    return 0;
  }

  /** Sends the command itself: {@link Zones#manage} hides its result, and knows no ZRWA. */
  private long manage(
      NamespaceOperand device, ZoneSelection zone, ZoneSendAction action, boolean zrwaa)
      throws IOException {
    int nsid = device.nsidOrDefault();
    try (OpenController open = open(device)) {
      open.zones(nsid);
      return open.controller()
          .io(
              NvmeCommand.of(ZonedOpcode.ZONE_MANAGEMENT_SEND)
                  .named("%s of %s of namespace %d".formatted(action.specName(), zone, nsid))
                  .withNsid(nsid)
                  .withCdw10And11(zone.all ? 0 : zone.start.block())
                  .withCdw13(ZonedCommand.zoneManagementSendCdw13(action, zone.all, zrwaa)));
    }
  }

  private static void requireZone(ZoneGeometry zones, NamespaceOperand device, long block)
      throws IOException {
    if (Long.compareUnsigned(block, zones.count() * zones.sizeBlocks()) >= 0) {
      throw new IOException(
          "%s namespace %d: no zone has block 0x%x; there are %d zones of 0x%x blocks"
              .formatted(
                  device.address,
                  device.nsidOrDefault(),
                  block,
                  zones.count(),
                  zones.sizeBlocks()));
    }
  }

  private OpenController open(DeviceOperand device) throws IOException {
    return OpenController.open(device.address, name(), environment);
  }

  private String name() {
    return running().getCommandSpec().qualifiedName();
  }

  private PrintWriter out() {
    return running().getOut();
  }

  /** The subcommand that runs. */
  private CommandLine running() {
    CommandLine group = Objects.requireNonNull(spec, "picocli sets it").commandLine();
    return group.getParseResult().subcommand().commandSpec().commandLine();
  }
}
