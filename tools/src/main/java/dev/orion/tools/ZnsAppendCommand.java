package dev.orion.tools;

import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.ZonedCommand;
import dev.orion.nvme.spec.ZonedOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code orion zns zone-append}: writes at a zone's write pointer, wherever it is. */
final class ZnsAppendCommand {
  private ZnsAppendCommand() {}

  /** What is appended. */
  static final class AppendData {
    @Option(
        names = {"-s", "--zslba"},
        paramLabel = "LBA",
        defaultValue = "0",
        converter = Lba.Converter.class,
        description = "The zone's first block (0).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Lba zoneStart;

    @Option(
        names = {"-z", "--data-size"},
        paramLabel = "SIZE",
        converter = ByteSizeConverter.class,
        description = "How much to append, such as 4096 or 64K (up to the data's end).")
    private @Nullable Long sizeBytes;

    @Option(
        names = {"-d", "--data"},
        paramLabel = "FILE",
        defaultValue = DataSink.STANDARD,
        description = "Take the data from this file; - is standard input (-).")
    private String data = DataSink.STANDARD;

    @Option(
        names = {"-y", "--metadata-size"},
        paramLabel = "SIZE",
        defaultValue = "0",
        converter = ByteSizeConverter.class,
        description = "How much metadata there is, where they have a buffer of their own (0).")
    private long metadataBytes;

    @Option(
        names = {"-M", "--metadata"},
        paramLabel = "FILE",
        defaultValue = DataSink.STANDARD,
        description = "Take the metadata from this file; - is standard input (-).")
    private String metadata = DataSink.STANDARD;
  }

  /** How it is appended. */
  static final class AppendOptions {
    @Option(
        names = {"-l", "--limited-retry"},
        description = "Have the controller try less to write.")
    private boolean limitedRetry;

    @Option(
        names = {"-f", "--force-unit-access"},
        description = "Complete when the data survive power loss.")
    private boolean forceUnitAccess;

    @Option(
        names = {"-r", "--ref-tag"},
        paramLabel = "N",
        defaultValue = "0",
        converter = Lba.Converter.class,
        description = "Initial Logical Block Reference Tag (0).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Lba referenceTag;

    @Option(
        names = {"-m", "--app-tag-mask"},
        paramLabel = "N",
        defaultValue = "0",
        converter = Lba.Converter.class,
        description = "Logical Block Application Tag Mask (0).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Lba applicationTagMask;

    @Option(
        names = {"-a", "--app-tag"},
        paramLabel = "N",
        defaultValue = "0",
        converter = Lba.Converter.class,
        description = "Logical Block Application Tag (0).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Lba applicationTag;

    @Option(
        names = {"-p", "--prinfo"},
        paramLabel = "N",
        defaultValue = "0",
        description = "Protection Information: PRACT and PRCHK, 0 to 15 (0).")
    private int prinfo;

    @Option(
        names = {"-P", "--piremap"},
        description = "Remap reference tags to where the data are written (Type 1).")
    private boolean remap;

    @Option(
        names = {"-t", "--latency"},
        description = "Show how long the command took.")
    private boolean latency;

    private int flags() {
      return prinfo << 26
          | (limitedRetry ? NvmCommand.LR : 0)
          | (forceUnitAccess ? NvmCommand.FUA : 0)
          | (remap ? ZonedCommand.PIREMAP : 0);
    }

    private void check(CommandContext context) {
      require(context, prinfo >= 0 && prinfo <= 15, "--prinfo must be 0 to 15");
      require(context, referenceTag.block() >>> 32 == 0, "--ref-tag must fit 32 bits");
      require(context, applicationTag.block() >>> 16 == 0, "--app-tag must fit 16 bits");
      require(context, applicationTagMask.block() >>> 16 == 0, "--app-tag-mask must fit 16 bits");
    }

    private static void require(CommandContext context, boolean condition, String message) {
      if (!condition) {
        throw new ParameterException(context.commandLine(), message);
      }
    }
  }

  @Command(
      name = "zone-append",
      sortOptions = false,
      description = {
        "Appends data to a zone in one Zone Append command, and says where it was written.",
        "The data must be a multiple of the block size, and no longer than the controller allows."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion zns zone-append -n 3 -s 0x1000 -z 4096 -d data.bin",
        "  head -c 8192 /dev/urandom | orion zns zone-append -n 3 -s 0"
      })
  static int zoneAppend(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin AppendData data,
      @Mixin AppendOptions options)
      throws IOException {
    options.check(context);
    int nsid = device.nsidOrDefault();
    try (DataSource source = DataSource.open(data.data, context.streams());
        OpenController open = context.open(device)) {
      Zones zones = open.zones(nsid);
      requireZone(zones, data.zoneStart.block());
      IdentifyNamespace identity = open.identifyNamespace(nsid);
      int unit = blockBytes(identity, options);
      NvmeController controller = open.controller();
      long limit =
          Math.min(
              (long) zones.geometry().maxAppendBlocks() * unit,
              (long) controller.maxTransferBytes() / unit * unit);
      if (data.sizeBytes != null) {
        checkSize(zones, data.sizeBytes, unit, limit);
      }
      try (DmaBuffer buffer = controller.dma().allocate(limit)) {
        long length = read(source, buffer, data.sizeBytes, limit, zones, unit);
        NvmeCommand command =
            NvmeCommand.of(ZonedOpcode.ZONE_APPEND)
                .named("Zone Append to zone 0x%x".formatted(data.zoneStart.block()))
                .withNsid(nsid)
                .withCdw10And11(data.zoneStart.block())
                .withCdw12(NvmCommand.cdw12((int) (length / unit) - 1, options.flags()))
                .withCdw14((int) options.referenceTag.block())
                .withCdw15(
                    (int)
                        (options.applicationTag.block() | options.applicationTagMask.block() << 16))
                .withData(buffer.slice(0, length));
        long start = System.nanoTime();
        long block = send(context, controller, command, data, identity, length / unit);
        if (options.latency) {
          context
              .out()
              .printf(" latency: zone append: %d us%n", (System.nanoTime() - start) / 1000);
        }
        context.out().printf("Success appended data to LBA %x%n", block);
      }
    }
    return 0;
  }

  /** Sends it with its metadata, if they have a buffer of their own. */
  private static long send(
      CommandContext context,
      NvmeController controller,
      NvmeCommand command,
      AppendData data,
      IdentifyNamespace identity,
      long blocks)
      throws IOException {
    if (data.metadataBytes == 0) {
      return controller.io(command);
    }
    long wanted = blocks * identity.metadataBytes();
    if (isExtended(identity) || data.metadataBytes != wanted) {
      throw new IOException(
          "--metadata-size must be %d: %d blocks with %d bytes each%s"
              .formatted(
                  isExtended(identity) ? 0 : wanted,
                  blocks,
                  identity.metadataBytes(),
                  isExtended(identity) ? ", which follow each block's data" : ""));
    }
    try (DataSource source = DataSource.open(data.metadata, context.streams());
        DmaBuffer metadata = controller.dma().allocate(wanted)) {
      long length = source.read(metadata.segment(), 0, wanted);
      if (length < wanted) {
        throw new IOException(
            "%s ended after %d of %d bytes of metadata; nothing was appended"
                .formatted(source.name(), length, wanted));
      }
      return controller.io(command.withMetadata(metadata));
    }
  }

  private static long read(
      DataSource source,
      DmaBuffer buffer,
      @Nullable Long sizeBytes,
      long limit,
      Zones zones,
      int unit)
      throws IOException {
    long wanted = sizeBytes == null ? limit : sizeBytes;
    long length = source.read(buffer.segment(), 0, wanted);
    if (sizeBytes != null && length < wanted) {
      throw new IOException(
          "%s ended after %d of %d bytes; nothing was appended"
              .formatted(source.name(), length, wanted));
    }
    boolean more = sizeBytes == null && length == limit && !source.isAtEnd();
    checkSize(zones, more ? limit + 1 : length, unit, limit);
    return length;
  }

  private static void requireZone(Zones zones, long zone) throws IOException {
    ZoneGeometry geometry = zones.geometry();
    if (Long.compareUnsigned(zone, geometry.count() * geometry.sizeBlocks()) >= 0
        || zone % geometry.sizeBlocks() != 0) {
      throw new IOException(
          "%s: no zone begins at block 0x%x; it has %d zones of 0x%x blocks"
              .formatted(zones, zone, geometry.count(), geometry.sizeBlocks()));
    }
  }

  /** Bytes of a block in the data: with its metadata, where they follow it and are the host's. */
  private static int blockBytes(IdentifyNamespace identity, AppendOptions options) {
    boolean controllersOwn = identity.metadataBytes() == 8 && (options.prinfo & 8) != 0;
    return identity.lbaSizeBytes()
        + (isExtended(identity) && !controllersOwn ? identity.metadataBytes() : 0);
  }

  private static boolean isExtended(IdentifyNamespace identity) {
    return (identity.unsigned("flbas") & (1 << 4)) != 0;
  }

  private static void checkSize(Zones zones, long lengthBytes, int blockBytes, long limitBytes)
      throws IOException {
    if (lengthBytes == 0 || lengthBytes > limitBytes || lengthBytes % blockBytes != 0) {
      throw new IOException(
          "%s takes a multiple of %d bytes up to %d in an append, not %s"
              .formatted(
                  zones,
                  blockBytes,
                  limitBytes,
                  lengthBytes > limitBytes ? "more; take less with -z" : lengthBytes));
    }
  }
}
