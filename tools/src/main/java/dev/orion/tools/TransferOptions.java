package dev.orion.tools;

import dev.orion.nvme.IoOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of nvme-cli's read, write and compare. */
final class TransferOptions extends IoTagOptions {
  @Option(
      names = {"-z", "--data-size"},
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description = "How much of the data to take or give (all of the blocks).")
  @Nullable Long dataBytes;

  @Option(
      names = {"-y", "--metadata-size"},
      paramLabel = "SIZE",
      defaultValue = "0",
      converter = ByteSizeConverter.class,
      description = "How much of the metadata that have a buffer of their own to take or give (0).")
  long metadataBytes;

  @Option(
      names = {"-d", "--data"},
      paramLabel = "FILE",
      defaultValue = DataSink.STANDARD,
      description = "The data; - is standard input or output (-).")
  String dataFile = DataSink.STANDARD;

  @Option(
      names = {"-M", "--metadata"},
      paramLabel = "FILE",
      defaultValue = DataSink.STANDARD,
      description = "The metadata; - is standard input or output (-).")
  String metadataFile = DataSink.STANDARD;

  @Option(
      names = {"-g", "--storage-tag"},
      paramLabel = "TAG",
      defaultValue = "0",
      converter = UnsignedNumber.OfLong.class,
      description = "Storage tag (0).")
  private long storageTag;

  @Option(
      names = {"-T", "--dir-type"},
      paramLabel = "TYPE",
      defaultValue = "0",
      converter = UnsignedNumber.OfByte.class,
      description = "Directive of a write: 1 streams, 2 data placement (0, none).")
  private int directiveType;

  @Option(
      names = {"-S", "--dir-spec"},
      paramLabel = "NUMBER",
      defaultValue = "0",
      converter = UnsignedNumber.OfShort.class,
      description = "The stream, or the placement identifier (0).")
  private int directiveSpecific;

  @Option(
      names = {"-D", "--dsm"},
      paramLabel = "BITS",
      defaultValue = "0",
      converter = UnsignedNumber.OfByte.class,
      description = "Dataset management attributes: how the blocks will be used (0).")
  private int datasetManagement;

  @Option(
      names = {"-v", "--show-command"},
      description = "Show the command before it is sent.")
  private boolean showsCommand;

  @Option(
      names = {"-w", "--dry-run"},
      description = "Show the command and do not send it.")
  boolean isDryRun;

  @Option(
      names = {"-t", "--latency"},
      description = "Tell how long it took.")
  boolean showsLatency;

  IoOptions options(CommandContext context) {
    return options(context, storageTag)
        .withDatasetManagement(datasetManagement)
        .withDirective(directiveType, directiveSpecific);
  }

  boolean showsCommand() {
    return showsCommand || isDryRun;
  }
}
