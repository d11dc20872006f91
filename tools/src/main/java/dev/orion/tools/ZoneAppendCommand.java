package dev.orion.tools;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockOperation;
import dev.orion.block.Geometry;
import dev.orion.block.Geometry.ZoneGeometry;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code orion zns zone-append}: writes at a zone's write pointer, wherever it is. */
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
final class ZoneAppendCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final StandardStreams streams;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final NamespaceOperand device = new NamespaceOperand();

  @Option(
      names = {"-s", "--zslba"},
      paramLabel = "LBA",
      defaultValue = "0",
      converter = Lba.Converter.class,
      description = "The zone's first block (0).")
  private Lba zoneStart = new Lba(0);

  @Option(
      names = {"-z", "--data-size"},
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description = "How much to append, such as 4096 or 64K (up to the data's end).")
  private @Nullable Long dataSizeBytes;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "FILE",
      defaultValue = DataSink.STANDARD,
      description = "Take the data from this file; - is standard input (-).")
  private String data = DataSink.STANDARD;

  ZoneAppendCommand(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    try (DataSource source = DataSource.open(data, streams);
        OpenController open =
            OpenController.open(device.address, command.qualifiedName(), environment)) {
      ZoneGeometry zones = open.zones(device.nsidOrDefault()).geometry();
      BlockDevice blocks = open.controller().namespace(device.nsidOrDefault());
      long block = append(source, blocks, zones);
      command.commandLine().getOut().printf("Success appended data to LBA %x%n", block);
    }
    return 0;
  }

  private long append(DataSource source, BlockDevice blocks, ZoneGeometry zones)
      throws IOException {
    Geometry geometry = blocks.geometry();
    long zone = zoneStart.block();
    if (Long.compareUnsigned(zone, geometry.blockCount()) >= 0 || zone % zones.sizeBlocks() != 0) {
      throw new IOException(
          "%s: no zone begins at block 0x%x; it has %d zones of 0x%x blocks"
              .formatted(blocks.name(), zone, zones.count(), zones.sizeBlocks()));
    }
    int blockBytes = geometry.blockSizeBytes();
    long limitBytes = (long) zones.maxAppendBlocks() * blockBytes;
    if (dataSizeBytes != null) {
      checkSize(blocks.name(), dataSizeBytes, blockBytes, limitBytes);
    }
    try (TransferWindow window = TransferWindow.open(blocks, 1, (int) limitBytes)) {
      long wanted = Objects.requireNonNullElse(dataSizeBytes, limitBytes);
      long length = source.read(window.nextBuffer(), 0, wanted);
      if (dataSizeBytes != null && length < wanted) {
        throw new IOException(
            "%s ended after %d of %d bytes; nothing was appended"
                .formatted(source.name(), length, wanted));
      }
      boolean more = dataSizeBytes == null && length == limitBytes && !source.isAtEnd();
      checkSize(blocks.name(), more ? limitBytes + 1 : length, blockBytes, limitBytes);
      window.start(BlockOperation.ZONE_APPEND, zone, length / blockBytes);
      return window.await().resultBlock();
    }
  }

  private static void checkSize(String name, long lengthBytes, int blockBytes, long limitBytes)
      throws IOException {
    if (lengthBytes == 0 || lengthBytes > limitBytes || lengthBytes % blockBytes != 0) {
      throw new IOException(
          "%s takes a multiple of %d bytes up to %d in an append, not %s"
              .formatted(
                  name,
                  blockBytes,
                  limitBytes,
                  lengthBytes > limitBytes ? "more; take less with -z" : lengthBytes));
    }
  }
}
