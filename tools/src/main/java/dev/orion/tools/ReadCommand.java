package dev.orion.tools;

import dev.orion.block.Access;
import dev.orion.block.BlockDevice;
import dev.orion.tools.text.StatusLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code orion read}: copies bytes from a device. */
@Command(
    name = "read",
    sortOptions = false,
    description = {
      "Copies a range of a device's bytes to standard output or a file.",
      "Offset and length need not be multiples of the block size."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion read --length 512 | xxd | head",
      "  orion read qemu:lab/nvme0 -n 2 -o backup.img",
      "  orion read file:/tmp/disk.img --offset 1M --length 64K | sha256sum"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:failure",
      "2:the command line is wrong",
      "141:the reader of standard output has left"
    })
final class ReadCommand implements Callable<Integer> {
  private final Map<String, String> environment;
  private final StandardStreams streams;

  @Spec private @Nullable CommandSpec spec;
  @Mixin private final NamespaceOperand device = new NamespaceOperand();

  @Option(
      names = "--offset",
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description = "Where to begin, such as 4096 or 1M (0).")
  private long offset;

  @Option(
      names = "--length",
      paramLabel = "SIZE",
      converter = ByteSizeConverter.class,
      description = "How much to read, such as 512 or 1G (up to the device's end).")
  private @Nullable Long lengthBytes;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write to this file, which is overwritten; - is standard output (-).")
  private @Nullable String output;

  ReadCommand(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    if (output == null && streams.outIsTerminal()) {
      throw new IOException(
          "standard output is a terminal: name a file with -o, or send the bytes to another program"
              + " such as xxd");
    }
    String target = output == null ? DataSink.STANDARD : output;
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    return DeviceOpener.use(
        device,
        Access.READ_ONLY,
        command.qualifiedName(),
        environment,
        blocks -> copy(blocks, target, command.commandLine().getErr()));
  }

  private int copy(BlockDevice blocks, String target, PrintWriter err) throws IOException {
    ByteRange range = ByteRange.of(blocks, offset, lengthBytes);
    try (DataSink sink = DataSink.open(target, streams);
        StatusLine line = new StatusLine(err, streams.errIsTerminal())) {
      OptionalLong total = OptionalLong.of(range.lengthBytes());
      RangeReader.copy(blocks, range, sink, new TransferProgress(line, total));
    }
    return 0;
  }
}
