package dev.orion.tools;

import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneSendAction;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Commands of {@code orion zns} that send Zone Management Send in its less usual forms. */
final class ZnsSendCommands {
  private ZnsSendCommands() {}

  @Command(
      name = "set-zone-desc",
      sortOptions = false,
      description = "Sets the Zone Descriptor Extension of an empty zone, which closes it.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion zns set-zone-desc -n 3 -s 0x1000 -d label.txt",
        "  echo 'log 7' | orion zns set-zone-desc -n 3 -s 0x1000"
      })
  static int setZoneDescriptor(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Option(
              names = {"-s", "--start-lba"},
              paramLabel = "LBA",
              defaultValue = "0",
              converter = Lba.Converter.class,
              description = "The zone's first block (0).")
          Lba start,
      @Option(
              names = {"-r", "--zrwaa"},
              description = "Allocate a Zone Random Write Area to the zone.")
          boolean zrwaa,
      @Option(
              names = {"-d", "--data"},
              paramLabel = "FILE",
              defaultValue = DataSink.STANDARD,
              description = "Take the extension from this file; - is standard input (-).")
          String data,
      @Mixin ZoneSendOptions options)
      throws IOException {
    int nsid = device.nsidOrDefault();
    try (OpenController open = context.open(device)) {
      Zones zones = open.zones(nsid);
      int lengthBytes = zones.identity().zoneDescriptorExtensionBytes();
      ZoneChange change =
          new ZoneChange(
              ZoneSendAction.SET_ZONE_DESCRIPTOR_EXTENSION,
              start.block(),
              false,
              zrwaa,
              read(context, data, lengthBytes));
      if (!options.force) {
        change.check(zones);
      }
      change.send(open, nsid);
    }
    context.out().printf("set-zone-desc: Success, zone:%x nsid:%d%n", start.block(), nsid);
    return 0;
  }

  @Command(
      name = "zrwa-flush-zone",
      description = {
        "Flushes an explicit range of a Zone Random Write Area: commits what was written to it, up",
        "to a block."
      },
      footerHeading = "%nExamples:%n",
      footer = "  orion zns zrwa-flush-zone -n 3 -l 0x1007")
  static int flushZrwa(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Option(
              names = {"-l", "--lba"},
              paramLabel = "LBA",
              defaultValue = "0",
              converter = Lba.Converter.class,
              description = "The last block to commit (0).")
          Lba last,
      @Mixin ZoneSendOptions options)
      throws IOException {
    int nsid = device.nsidOrDefault();
    ZoneChange change =
        new ZoneChange(ZoneSendAction.FLUSH_ZRWA, last.block(), false, false, ZoneChange.NO_DATA);
    try (OpenController open = context.open(device)) {
      if (!options.force) {
        change.check(open.zones(nsid));
      }
      change.send(open, nsid);
    }
    context.out().printf("zrwa-flush-zone: Success, lba:%x nsid:%d%n", last.block(), nsid);
    return 0;
  }

  @Command(
      name = "zone-mgmt-send",
      sortOptions = false,
      description = {
        "Sends a Zone Management Send command. It asks before data are lost, where there is a",
        "terminal to ask on; elsewhere it needs --yes."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion zns zone-mgmt-send -n 3 -s 0x1000 -z 2",
        "  orion zns zone-mgmt-send -n 3 -a -z 4 --yes"
      })
  static int send(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin ZoneSelection zone,
      @Option(
              names = {"-z", "--zsa"},
              paramLabel = "N",
              required = true,
              description =
                  "Zone Send Action: 1 close, 2 finish, 3 open, 4 reset, 5 offline, 16 set the zone"
                      + " descriptor extension, 17 flush an explicit ZRWA range.")
          int code,
      @Option(
              names = {"-o", "--zsaso"},
              description = "Zone Send Action Specific Option: with 3, allocate a ZRWA.")
          boolean option,
      @Option(
              names = {"-l", "--data-len"},
              paramLabel = "SIZE",
              converter = ByteSizeConverter.class,
              description = "Length of the data of action 16 (the extension's size).")
          @Nullable Long lengthBytes,
      @Option(
              names = {"-d", "--data"},
              paramLabel = "FILE",
              description = "Take the data of action 16 from this file; - is standard input (-).")
          @Nullable String data,
      @Option(
              names = {"-y", "--yes"},
              description = "Lose data without asking.")
          boolean yes,
      @Mixin ZoneSendOptions options)
      throws IOException {
    ZoneSendAction action =
        ZoneSendAction.of(code)
            .orElseThrow(
                () ->
                    new ParameterException(
                        context.commandLine(), "--zsa must be 1 to 5, 16 or 17"));
    boolean hasData = action == ZoneSendAction.SET_ZONE_DESCRIPTOR_EXTENSION;
    if (!hasData && (data != null || lengthBytes != null)) {
      throw new ParameterException(
          context.commandLine(), "--data and --data-len belong to action 16 only");
    }
    int nsid = device.nsidOrDefault();
    try (OpenController open = context.open(device)) {
      long size =
          lengthBytes != null
              ? lengthBytes
              : open.zones(nsid).identity().zoneDescriptorExtensionBytes();
      if (size > open.controller().maxTransferBytes()) {
        throw new IOException(
            "%s: --data-len must be %d at the most, what a command moves"
                .formatted(device.address, open.controller().maxTransferBytes()));
      }
      ZoneChange change =
          new ZoneChange(
              action,
              zone.start.block(),
              zone.all,
              option,
              hasData
                  ? read(context, data == null ? DataSink.STANDARD : data, (int) size)
                  : ZoneChange.NO_DATA);
      if (!ZnsManagementCommands.isToBeSent(context, open, nsid, change, options.force, yes)) {
        return Consent.EXIT_REFUSED;
      }
      change.send(open, nsid);
    }
    context
        .out()
        .printf(
            "zone-mgmt-send: Success, action:%d zone:%x all:%d nsid:%d%n",
            code, zone.start.block(), zone.all ? 1 : 0, nsid);
    return 0;
  }

  /** What a file has, with zeroes after its end. */
  private static MemorySegment read(CommandContext context, String path, int lengthBytes)
      throws IOException {
    if (lengthBytes == 0) {
      return ZoneChange.NO_DATA;
    }
    try (DataSource source = DataSource.open(path, context.streams());
        Arena arena = Arena.ofConfined()) {
      MemorySegment data = arena.allocate(lengthBytes);
      source.read(data, 0, lengthBytes);
      return MemorySegment.ofArray(data.toArray(ValueLayout.JAVA_BYTE));
    }
  }
}
