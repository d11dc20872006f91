package dev.orion.tools;

import dev.orion.nvme.PlacementHandles;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that manage where data are placed. */
final class NvmePlacementCommands {
  private NvmePlacementCommands() {}

  /** What to manage. */
  static final class OperationOptions {
    @Option(
        names = {"-m", "--mo"},
        paramLabel = "OPERATION",
        defaultValue = "0",
        converter = UnsignedNumber.OfByte.class,
        description = "Management operation: 1 is the status or the update of handles (0).")
    private int operation;

    @Option(
        names = {"-s", "--mos"},
        paramLabel = "NUMBER",
        defaultValue = "0",
        converter = UnsignedNumber.OfShort.class,
        description = "Management operation specific (0).")
    private int specific;

    @Option(
        names = {"-d", "--data"},
        paramLabel = "FILE",
        description = "The data (standard input; for output, a dump on standard output).")
    private @Nullable String file;

    @Option(
        names = {"-l", "--data-len"},
        paramLabel = "SIZE",
        required = true,
        converter = ByteSizeConverter.class,
        description = "How many bytes, a multiple of 4 to receive.")
    private long lengthBytes;
  }

  @Command(
      name = "io-mgmt-recv",
      sortOptions = false,
      description = "I/O Management Receive.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme io-mgmt-recv -m 1 -l 4096"})
  static int receive(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin OperationOptions options,
      @Mixin ForceOption force)
      throws IOException {
    try (OpenController open = context.open(device);
        DmaBuffer data = allocate(context, open, options, Integer.BYTES)) {
      handles(open, device, force).receive(options.operation, options.specific, data);
      context.out().println(success("io-mgmt-recv", options, device));
      if (options.file == null) {
        HexDump.print(data.segment(), context.out());
      } else {
        try (DataSink sink = DataSink.open(options.file, context.streams())) {
          sink.write(data.segment(), 0, data.lengthBytes());
        }
      }
    }
    return 0;
  }

  @Command(
      name = "io-mgmt-send",
      sortOptions = false,
      description = "I/O Management Send.",
      footerHeading = "%nExamples:%n",
      footer = {"  printf '\\1\\0' | orion nvme io-mgmt-send -m 1 -l 2"})
  static int send(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin OperationOptions options,
      @Mixin ForceOption force)
      throws IOException {
    String file = options.file == null ? DataSink.STANDARD : options.file;
    try (OpenController open = context.open(device);
        DmaBuffer data = allocate(context, open, options, 1);
        DataSource source = DataSource.open(file, context.streams())) {
      long read = source.read(data.segment(), 0, data.lengthBytes());
      if (read < data.lengthBytes()) {
        throw new IOException(
            "%s ended after %d of %d bytes; nothing was sent"
                .formatted(source.name(), read, data.lengthBytes()));
      }
      handles(open, device, force).send(options.operation, options.specific, data);
      context.out().println(success("io-mgmt-send", options, device));
    }
    return 0;
  }

  private static PlacementHandles handles(
      OpenController open, NamespaceOperand device, ForceOption force) throws IOException {
    return new PlacementHandles(
        NvmeBlockCommands.namespace(open, device), force.of(open.controller()));
  }

  private static DmaBuffer allocate(
      CommandContext context, OpenController open, OperationOptions options, int multiple) {
    long most = open.controller().maxTransferBytes();
    long length = options.lengthBytes;
    if (length < 1 || length > most || length % multiple != 0) {
      throw context.usageError(
          "--data-len: %d is not a multiple of %d from %d to %d"
              .formatted(length, multiple, multiple, most));
    }
    return open.controller().dma().allocate(length);
  }

  private static String success(String name, OperationOptions options, NamespaceOperand device) {
    return "%s: Success, mos:%d mo:%d nsid:%s"
        .formatted(
            name,
            options.specific,
            options.operation,
            Integer.toUnsignedString(device.nsidOrDefault()));
  }
}
