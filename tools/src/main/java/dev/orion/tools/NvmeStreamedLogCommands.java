package dev.orion.tools;

import dev.orion.nvme.BootPartitionLog;
import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.LogPageRequest;
import dev.orion.nvme.LogPages;
import dev.orion.nvme.TelemetryLog;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.tools.text.StatusLine;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that put log pages of any length out piece by piece. */
final class NvmeStreamedLogCommands {
  private static final int AEN_LOG_BYTES = 4096;

  private NvmeStreamedLogCommands() {}

  /** What a raw log page is asked for with. */
  static final class RawLog {
    @Option(
        names = {"-n", "--namespace-id", "--namespace"},
        paramLabel = "NSID",
        converter = NamespaceOperand.NsidConverter.class,
        description = "The namespace (0xffffffff: the controller's).")
    int nsid = AdminCommand.NSID_ALL;

    @Option(
        names = {"-i", "--log-id"},
        paramLabel = "LID",
        converter = UnsignedNumber.OfByte.class,
        description = "The log page, such as 2 or 0xca.")
    @Nullable Integer lid;

    @Option(
        names = {"-l", "--log-len"},
        paramLabel = "BYTES",
        converter = UnsignedNumber.OfLong.class,
        description = "How many bytes.")
    @Nullable Long lengthBytes;

    @Option(
        names = {"-a", "--aen"},
        paramLabel = "DWORD",
        converter = UnsignedNumber.OfInt.class,
        description = "The result of an event, for 4096 bytes of the log page that it names.")
    @Nullable Integer event;

    @Option(
        names = {"-o", "--lpo"},
        paramLabel = "BYTES",
        defaultValue = "0",
        converter = UnsignedNumber.OfLong.class,
        description = "Where to begin (0).")
    long offset;

    @Option(
        names = {"-s", "--lsp"},
        paramLabel = "FIELD",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "The log specific field (0).")
    int lsp;

    @Option(
        names = {"-S", "--lsi"},
        paramLabel = "ID",
        defaultValue = "0",
        converter = UnsignedNumber.OfShort.class,
        description = "The log specific identifier (0).")
    int lsi;

    @Mixin
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private RetainOption retain;

    @Option(
        names = {"-U", "--uuid-index"},
        paramLabel = "N",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "The UUID of a vendor specific log page (0).")
    int uuidIndex;

    @Option(
        names = {"-y", "--csi"},
        paramLabel = "CSI",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "The command set (0).")
    int csi;

    @Option(
        names = {"-O", "--ot"},
        description = "--lpo counts entries and not bytes.")
    boolean indexOffset;

    LogPageRequest request(CommandContext context) {
      return LogPageRequest.ofVendor(lid(context))
          .withNsid(nsid)
          .withLsp(lsp)
          .withLsi(lsi)
          .withCsi(csi)
          .withUuidIndex(uuidIndex)
          .retainingEvent(retain.event)
          .withIndexOffset(indexOffset);
    }

    private int lid(CommandContext context) {
      if (event != null) {
        return AdminCommand.asynchronousEventLogPage(event);
      }
      if (lid == null) {
        throw context.usageError("--log-id must say which log page");
      }
      return lid;
    }

    long lengthBytes(CommandContext context) {
      if (event != null) {
        return AEN_LOG_BYTES;
      }
      if (lengthBytes == null || lengthBytes < 1) {
        throw context.usageError("--log-len must be 1 or more");
      }
      return lengthBytes;
    }
  }

  @Command(
      name = "get-log",
      description = "Shows any log page as it is.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme get-log -i 2 -l 512",
        "  orion nvme get-log --log-id=0xca --log-len=64K -b > log"
      })
  static int getLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Mixin RawLog wanted,
      @Option(
              names = {"-b", "--raw-binary"},
              description = "Put the bytes out as they are.")
          boolean raw,
      @Mixin ForceOption force)
      throws IOException {
    LogPageRequest request = wanted.request(context);
    long lengthBytes = wanted.lengthBytes(context);
    if (wanted.offset % Integer.BYTES != 0 && !wanted.indexOffset) {
      throw context.usageError("--lpo must be a multiple of 4");
    }
    if (raw && context.streams().outIsTerminal()) {
      throw new IOException(
          "standard output is a terminal: send binary output to a file or another program");
    }
    try (OpenController open = context.open(device)) {
      LogPages pages = new LogPages(force.of(open.controller()));
      if (raw) {
        copy(
            context,
            DataSink.STANDARD,
            lengthBytes,
            sink -> pages.stream(request, wanted.offset, lengthBytes, sink));
      } else {
        context
            .out()
            .printf(
                "Device:%s log-id:%d namespace-id:0x%x%n",
                device.address, request.lid(), request.nsid());
        HexDump.print(pages.read(request, wanted.offset, lengthBytes), context.out());
      }
    }
    return 0;
  }

  @Command(
      name = "telemetry-log",
      description = "Writes a telemetry log page to a file.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme telemetry-log -o telemetry.bin",
        "  orion nvme telemetry-log -o telemetry.bin --controller-init --data-area=1"
      })
  static int telemetryLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-o", "--output-file"},
              paramLabel = "FILE",
              required = true,
              description = "The file, or - for standard output.")
          String file,
      @Option(
              names = {"-g", "--host-generate"},
              paramLabel = "0|1",
              defaultValue = "1",
              converter = UnsignedNumber.OfByte.class,
              description = "Have the controller record its state now (1).")
          int create,
      @Option(
              names = {"-c", "--controller-init"},
              description = "What the controller recorded by itself, not for the host.")
          boolean byController,
      @Option(
              names = {"-d", "--data-area"},
              paramLabel = "1-4",
              defaultValue = "3",
              converter = UnsignedNumber.OfByte.class,
              description = "The last data area, which holds those before it (3).")
          int area,
      @Mixin ForceOption force)
      throws IOException {
    if (area < 1 || area > 4) {
      throw context.usageError("--data-area must be 1 to 4");
    }
    try (OpenController open = context.open(device)) {
      CommandSupport support = force.of(open.controller());
      TelemetryLog log =
          byController
              ? TelemetryLog.controllerInitiated(support)
              : TelemetryLog.hostInitiated(support, create != 0);
      copy(context, file, log.lengthBytes(area), sink -> log.copy(area, sink));
    }
    return 0;
  }

  @Command(
      name = "boot-part-log",
      description = "Writes a boot partition to a file.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme boot-part-log -f boot.img",
        "  orion nvme boot-part-log -s 1 -f boot1.img"
      })
  static int bootPartitionLog(
      @Mixin CommandContext context,
      @Mixin DeviceOperand device,
      @Option(
              names = {"-s", "--lsp"},
              paramLabel = "0|1",
              defaultValue = "0",
              converter = UnsignedNumber.OfByte.class,
              description = "The boot partition (0).")
          int partition,
      @Option(
              names = {"-f", "--output-file"},
              paramLabel = "FILE",
              required = true,
              description = "The file for the partition's data.")
          String file,
      @Mixin StructureOutput output,
      @Mixin ForceOption force)
      throws IOException {
    if (partition > 1) {
      throw context.usageError("--lsp must be 0 or 1");
    }
    try (OpenController open = context.open(device)) {
      BootPartitionLog log = BootPartitionLog.open(force.of(open.controller()), partition);
      copy(context, file, log.header().partitionBytes(), log::copyData);
      output.print(
          log.header(),
          List.of("Boot Partition Log for device: " + device.address),
          context.out(),
          context.streams());
    }
    return 0;
  }

  /** Reads a log page piece by piece. */
  @FunctionalInterface
  private interface Source {
    void copy(LogPages.PieceSink sink) throws IOException;
  }

  private static void copy(CommandContext context, String file, long lengthBytes, Source source)
      throws IOException {
    try (DataSink sink = DataSink.open(file, context.streams());
        StatusLine line = new StatusLine(context.err(), context.streams().errIsTerminal())) {
      TransferProgress progress = new TransferProgress(line, OptionalLong.of(lengthBytes));
      source.copy(
          piece -> {
            sink.write(piece, 0, piece.byteSize());
            progress.add(piece.byteSize());
          });
    }
  }
}
