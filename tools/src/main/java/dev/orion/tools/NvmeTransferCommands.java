package dev.orion.tools;

import dev.orion.nvme.IoOptions;
import dev.orion.nvme.NamespaceFormat;
import dev.orion.nvme.NvmCommands;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} that move blocks with their metadata, one command each. */
final class NvmeTransferCommands {
  private NvmeTransferCommands() {}

  @Command(
      name = "read",
      sortOptions = false,
      description = "Reads blocks by one command, with their metadata.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme read -s 8 -c 7 -d blocks.bin",
        "  orion nvme read -n 2 -z 4096 -y 8 -M metadata.bin -d data.bin",
        "  orion nvme read -n 2 --prinfo 0xf --ref-tag 0 -z 16 | xxd"
      })
  static int read(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin BlockRangeOptions range,
      @Mixin TransferOptions transfer,
      @Mixin ForceOption force)
      throws IOException {
    return run(NvmOpcode.READ, context, device, range, transfer, force, null);
  }

  @Command(
      name = "write",
      sortOptions = false,
      description = {
        "Writes blocks by one command, with their metadata.",
        "It asks before it overwrites, where there is a terminal to ask on; elsewhere it needs"
            + " --yes."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme write -s 8 -c 7 -d blocks.bin",
        "  echo hello | orion nvme write -z 6 --yes",
        "  orion nvme write -n 2 -d data.bin -M metadata.bin -y 8 --prinfo 7 -a 0x1234 -m 0xffff"
      })
  static int write(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin BlockRangeOptions range,
      @Mixin TransferOptions transfer,
      @Mixin ForceOption force,
      @Option(names = "--yes", description = "Overwrite without asking.") boolean yes)
      throws IOException {
    boolean inIsData =
        transfer.dataFile.equals(DataSink.STANDARD)
            || (transfer.metadataBytes > 0 && transfer.metadataFile.equals(DataSink.STANDARD));
    Consent consent =
        new Consent(yes || transfer.isDryRun, inIsData, context.streams(), context.err());
    consent.checkCanAsk(device.address);
    return run(NvmOpcode.WRITE, context, device, range, transfer, force, consent);
  }

  @Command(
      name = "compare",
      sortOptions = false,
      description = "Compares blocks with data by one command; fails if they differ.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme compare -s 8 -c 7 -d blocks.bin"})
  static int compare(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin BlockRangeOptions range,
      @Mixin TransferOptions transfer,
      @Mixin ForceOption force)
      throws IOException {
    return run(NvmOpcode.COMPARE, context, device, range, transfer, force, null);
  }

  private static int run(
      NvmOpcode opcode,
      CommandContext context,
      NamespaceOperand device,
      BlockRangeOptions range,
      TransferOptions transfer,
      ForceOption force,
      @Nullable Consent consent)
      throws IOException {
    IoOptions options = context.valid(() -> transfer.options(context));
    int nsid = device.nsidOrDefault();
    try (OpenController open = context.open(device)) {
      open.requireNamespace(nsid);
      NvmeNamespace namespace = open.controller().namespace(nsid);
      NamespaceFormat format = namespace.format();
      boolean strips = (options.flags() & NvmCommand.PRACT) != 0;
      long dataBytes = (long) range.count() * format.transferBytes(strips);
      long metadataBytes = (long) range.count() * format.separateMetadataBytes(strips);
      checkSize(context, "--data-size", transfer.dataBytes, dataBytes);
      checkSize(context, "--metadata-size", transfer.metadataBytes, metadataBytes);
      if (consent != null
          && !consent.isGivenFor(
              "This overwrites %s of %s.".formatted(range, NvmeBlockCommands.sized(namespace)),
              "Nothing was written.")) {
        return Consent.EXIT_REFUSED;
      }
      if (transfer.showsCommand()) {
        show(opcode, nsid, range, options, context);
      }
      if (transfer.isDryRun) {
        return 0;
      }
      NvmCommands commands = new NvmCommands(namespace, force.of(open.controller()));
      try (DmaBuffer data = allocate(context, namespace, dataBytes);
          DmaBuffer metadata =
              metadataBytes == 0 ? null : allocate(context, namespace, metadataBytes)) {
        if (opcode != NvmOpcode.READ) {
          fill(data, transfer.dataFile, transfer.dataBytes, context);
          fill(metadata, transfer.metadataFile, transfer.metadataBytes, context);
        }
        send(opcode, commands, range, data, metadata, options, transfer, context);
        if (opcode == NvmOpcode.READ) {
          give(data, transfer.dataFile, transfer.dataBytes, context);
          give(metadata, transfer.metadataFile, transfer.metadataBytes, context);
        }
      }
    }
    context.err().println(name(opcode) + ": Success");
    return 0;
  }

  private static DmaBuffer allocate(CommandContext context, NvmeNamespace namespace, long bytes) {
    int most = namespace.controller().maxTransferBytes();
    if (bytes > most) {
      throw context.usageError(
          "%s moves %d bytes a command, and these blocks have %d: give a smaller --block-count"
              .formatted(namespace.controller().name(), most, bytes));
    }
    DmaBuffer buffer = namespace.dma().allocate(bytes);
    buffer.segment().fill((byte) 0);
    return buffer;
  }

  private static void send(
      NvmOpcode opcode,
      NvmCommands commands,
      BlockRangeOptions range,
      DmaBuffer data,
      @Nullable DmaBuffer metadata,
      IoOptions options,
      TransferOptions transfer,
      CommandContext context)
      throws IOException {
    long start = System.nanoTime();
    try {
      switch (opcode) {
        case READ -> commands.read(range.block, range.count(), data, metadata, options);
        case WRITE -> commands.write(range.block, range.count(), data, metadata, options);
        default -> commands.compare(range.block, range.count(), data, metadata, options);
      }
    } catch (IllegalArgumentException e) {
      throw context.usageError(String.valueOf(e.getMessage()));
    }
    if (transfer.showsLatency) {
      long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - start);
      context.err().printf(" latency: %s: %d us%n", name(opcode), micros);
    }
  }

  private static void checkSize(
      CommandContext context, String option, @Nullable Long given, long has) {
    if (given != null && given > has) {
      throw context.usageError(
          "%s: %d bytes, and these blocks have %d".formatted(option, given, has));
    }
  }

  private static void fill(
      @Nullable DmaBuffer buffer, String file, @Nullable Long bytes, CommandContext context)
      throws IOException {
    long wanted = wanted(buffer, bytes);
    if (buffer == null || wanted == 0) {
      return;
    }
    try (DataSource source = DataSource.open(file, context.streams())) {
      long read = source.read(buffer.segment(), 0, wanted);
      if (read < wanted) {
        throw new IOException(
            "%s ended after %d of %d bytes; nothing was sent"
                .formatted(source.name(), read, wanted));
      }
    }
  }

  private static void give(
      @Nullable DmaBuffer buffer, String file, @Nullable Long bytes, CommandContext context)
      throws IOException {
    long wanted = wanted(buffer, bytes);
    if (buffer == null || wanted == 0) {
      return;
    }
    try (DataSink sink = DataSink.open(file, context.streams())) {
      sink.write(buffer.segment(), 0, wanted);
    }
  }

  private static long wanted(@Nullable DmaBuffer buffer, @Nullable Long bytes) {
    return buffer == null ? 0 : bytes == null ? buffer.lengthBytes() : bytes;
  }

  private static String name(NvmOpcode opcode) {
    return opcode.name().toLowerCase(Locale.ROOT);
  }

  private static void show(
      NvmOpcode opcode,
      int nsid,
      BlockRangeOptions range,
      IoOptions options,
      CommandContext context) {
    int control = options.flags() >>> 16 | options.directiveType() << 4;
    context.out().printf("opcode       : %02x%n", opcode.code());
    context.out().printf("nsid         : %02x%n", nsid);
    context.out().printf("control      : %04x%n", control);
    context.out().printf("nblocks      : %04x%n", range.countZeroBased());
    context.out().printf("slba         : %x%n", range.block);
    context
        .out()
        .printf(
            "dsmgmt       : %08x%n",
            NvmCommand.cdw13(options.datasetManagement(), options.directiveSpecific()));
    context.out().printf("reftag       : %x%n", options.tags().referenceTag());
    context.out().printf("apptag       : %04x%n", options.tags().applicationTag());
    context.out().printf("appmask      : %04x%n", options.tags().applicationTagMask());
    context.out().printf("storagetag   : %x%n", options.tags().storageTag());
  }
}
