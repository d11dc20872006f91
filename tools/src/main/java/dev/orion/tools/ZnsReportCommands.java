package dev.orion.tools;

import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReport;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZonedCommand;
import dev.orion.nvme.spec.ZonedOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Commands of {@code orion zns} that report zones. */
final class ZnsReportCommands {
  private ZnsReportCommands() {}

  @Command(
      name = "report-zones",
      sortOptions = false,
      description = "Lists zones: where they begin, their write pointer, capacity and state.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion zns report-zones -n 3",
        "  orion zns report-zones -n 3 -s 0x1000 -d 4 -v",
        "  orion zns report-zones -n 3 --zbd",
        "  orion zns report-zones -n 3 -S full -o json | jq '.zone_list[].slba'"
      })
  static int reportZones(
      @Mixin CommandContext context,
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
          @Nullable Long limit,
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
              names = {"-e", "--extended"},
              description = "Show the Zone Descriptor Extensions too.")
          boolean extended,
      @Option(
              names = {"-p", "--partial"},
              description = "Let nr_zones count the zones that are listed, not all in that state.")
          boolean partial,
      @Option(
              names = {"-v", "--explain"},
              description = "Say what states, types and attributes mean, in the normal format.")
          boolean verbose,
      @Option(
              names = "--zbd",
              description = "Write lines as 'zbd report' of libzbd does, in bytes.")
          boolean zbd,
      @Mixin TextOrJson format)
      throws IOException {
    if (limit != null && limit < 1) {
      throw new ParameterException(context.commandLine(), "--descs must be 1 or more");
    }
    if (zbd && (format.isJson() || verbose || extended)) {
      throw new ParameterException(
          context.commandLine(), "--zbd is a format of its own: leave -o json, -v and -e away");
    }
    try (OpenController open = context.open(device)) {
      Zones zones = open.zones(device.nsidOrDefault());
      requireZone(zones.geometry(), device, start.block());
      ZoneReporter reporter =
          new ZoneReporter(
              zones,
              extended ? ZoneReceiveAction.EXTENDED_REPORT_ZONES : ZoneReceiveAction.REPORT_ZONES,
              start.block(),
              option,
              limit == null ? Zones.ALL : limit,
              partial);
      if (zbd) {
        ZbdReport.print(
            reporter, open.identifyNamespace(device.nsidOrDefault()).lbaSizeBytes(), context.out());
      } else if (format.isJson()) {
        reporter.printJson(context.out());
      } else {
        reporter.printText(verbose, context.out());
      }
    }
    return 0;
  }

  @Command(
      name = "zone-mgmt-recv",
      sortOptions = false,
      description = {
        "Sends a Zone Management Receive command, and says whether it succeeded.",
        "What it returns is shown by report-zones; here, by -o binary."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion zns zone-mgmt-recv -n 3 -z 0 -S 5 -p -l 4096",
        "  orion zns zone-mgmt-recv -n 3 -l 4096 -o binary | xxd"
      })
  static int receive(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Option(
              names = {"-s", "--start-lba"},
              paramLabel = "LBA",
              defaultValue = "0",
              converter = Lba.Converter.class,
              description = "The zone that has this block (0).")
          Lba start,
      @Option(
              names = {"-z", "--zra"},
              paramLabel = "N",
              defaultValue = "0",
              description = "Zone Receive Action: 0 Report Zones, 1 Extended Report Zones (0).")
          int action,
      @Option(
              names = {"-S", "--zrasf"},
              paramLabel = "N",
              defaultValue = "0",
              description =
                  "Zone Receive Action Specific Field: the state, as of report-zones (0).")
          int option,
      @Option(
              names = {"-p", "--partial"},
              description = "Count only the zones that are returned.")
          boolean partial,
      @Option(
              names = {"-l", "--data-len"},
              paramLabel = "SIZE",
              converter = ByteSizeConverter.class,
              required = true,
              description = "Length of the data, a multiple of 4.")
          long lengthBytes,
      @Mixin StructureOutput output)
      throws IOException {
    int nsid = device.nsidOrDefault();
    ZoneReceiveAction known =
        ZoneReceiveAction.of(action)
            .orElseThrow(
                () -> new ParameterException(context.commandLine(), "--zra must be 0 or 1"));
    ZoneReportingOption zones =
        ZoneReportingOption.of(option)
            .orElseThrow(
                () -> new ParameterException(context.commandLine(), "--zrasf must be 0 to 7"));
    try (OpenController open = context.open(device)) {
      open.zones(nsid);
      int max = open.controller().maxTransferBytes();
      if (lengthBytes < ZoneReport.HEADER_BYTES || lengthBytes > max || lengthBytes % 4 != 0) {
        throw new IOException(
            "%s: --data-len must be a multiple of 4 from %d to %d, what a command moves"
                .formatted(device.address, ZoneReport.HEADER_BYTES, max));
      }
      try (DmaBuffer page = open.controller().dma().allocate(lengthBytes)) {
        open.controller()
            .io(
                NvmeCommand.of(ZonedOpcode.ZONE_MANAGEMENT_RECEIVE)
                    .withNsid(nsid)
                    .withCdw10And11(start.block())
                    .withCdw12(ZonedCommand.zoneManagementReceiveCdw12((int) (lengthBytes / 4) - 1))
                    .withCdw13(ZonedCommand.zoneManagementReceiveCdw13(known, zones, partial))
                    .withData(page));
        if (output.isNormal()) {
          context
              .out()
              .printf(
                  "zone-mgmt-recv: Success, action:%d zone:%x nsid:%d%n",
                  action, start.block(), nsid);
        } else {
          int extension =
              known == ZoneReceiveAction.EXTENDED_REPORT_ZONES
                  ? open.zones(nsid).identity().zoneDescriptorExtensionBytes()
                  : 0;
          output.print(
              new ZoneReport(page.segment(), extension),
              List.of(),
              context.out(),
              context.streams());
        }
      }
    }
    return 0;
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
}
