package dev.orion.tools;

import dev.orion.block.Access;
import dev.orion.block.BlockDevice;
import dev.orion.tools.DeviceAddress.MemoryDevice;
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

/** {@code orion write}: copies bytes to a device. */
@Command(
    name = "write",
    sortOptions = false,
    description = {
      "Copies bytes from standard input or a file to a device, and flushes its cache.",
      "Offset and length need not be multiples of the block size: of a block that is written in",
      "part, the rest stays. Zoned namespaces take whole blocks, at a zone's write pointer.",
      "It asks before it overwrites, where there is a terminal to ask on; elsewhere it needs --yes."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  orion write qemu:lab/nvme0 --input disk.img",
      "  echo hello | orion write --offset 1M --yes",
      "  orion write -n 2 --input /dev/urandom --length 16M --yes"
    })
final class WriteCommand implements Callable<Integer> {
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
      description = "How much to write, such as 512 or 1G (up to the input's end).")
  private @Nullable Long lengthBytes;

  @Option(
      names = {"-i", "--input"},
      paramLabel = "FILE",
      defaultValue = DataSink.STANDARD,
      description = "Take the bytes from this file; - is standard input (-).")
  private String input = DataSink.STANDARD;

  @Option(
      names = {"-y", "--yes"},
      description = "Overwrite without asking.")
  private boolean yes;

  WriteCommand(Map<String, String> environment, StandardStreams streams) {
    this.environment = environment;
    this.streams = streams;
  }

  @Override
  public Integer call() throws IOException {
    CommandSpec command = Objects.requireNonNull(spec, "picocli sets it");
    Consent consent =
        new Consent(
            yes || device.address instanceof MemoryDevice,
            input.equals(DataSink.STANDARD),
            streams,
            command.commandLine().getErr());
    consent.checkCanAsk(device.address);
    try (DataSource source = DataSource.open(input, streams)) {
      return DeviceOpener.use(
          device,
          Access.READ_WRITE,
          command.qualifiedName(),
          environment,
          blocks -> copy(source, blocks, consent, command.commandLine().getErr()));
    }
  }

  private int copy(DataSource source, BlockDevice blocks, Consent consent, PrintWriter err)
      throws IOException {
    Long length = lengthToWrite(source);
    RangeWriter.checkAlignment(blocks, offset, length);
    ByteRange range = ByteRange.of(blocks, offset, length);
    if (!consent.isGivenFor(blocks, range)) {
      return Consent.EXIT_REFUSED;
    }
    OptionalLong total = length == null ? OptionalLong.empty() : OptionalLong.of(length);
    try (StatusLine line = new StatusLine(err, streams.errIsTerminal())) {
      long written = RangeWriter.copy(blocks, range, source, new TransferProgress(line, total));
      checkComplete(source, blocks, range, written);
    }
    return 0;
  }

  /** What the user gave, else the input's size, or null if neither says. */
  private @Nullable Long lengthToWrite(DataSource source) throws IOException {
    OptionalLong size = source.sizeBytes();
    if (lengthBytes == null) {
      return size.isPresent() ? Long.valueOf(size.getAsLong()) : null;
    }
    if (size.isPresent() && size.getAsLong() < lengthBytes) {
      throw new IOException(
          "%s has %d bytes, less than the length of %d; nothing was written"
              .formatted(source.name(), size.getAsLong(), lengthBytes));
    }
    return lengthBytes;
  }

  private void checkComplete(DataSource source, BlockDevice blocks, ByteRange range, long written)
      throws IOException {
    if (lengthBytes != null && written < lengthBytes) {
      throw new IOException(
          "%s ended after %d of %d bytes, which were written"
              .formatted(source.name(), written, lengthBytes));
    }
    if (lengthBytes == null && written == range.lengthBytes() && !source.isAtEnd()) {
      throw new IOException(
          "%s is full: %s were written, and %s has more"
              .formatted(blocks.name(), range, source.name()));
    }
  }
}
