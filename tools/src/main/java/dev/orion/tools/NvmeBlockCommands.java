package dev.orion.tools;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.CopyBlocks;
import dev.orion.nvme.DatasetManagement;
import dev.orion.nvme.IoOptions;
import dev.orion.nvme.LbaStatus;
import dev.orion.nvme.NvmCommands;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.tools.text.Amounts;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Commands of {@code orion nvme} on ranges of blocks, without their data. */
final class NvmeBlockCommands {
  private NvmeBlockCommands() {}

  /** Sends a command to a namespace. */
  @FunctionalInterface
  private interface Action {
    void run(NvmeNamespace namespace, CommandSupport support) throws IOException;
  }

  /** Tags of the commands that have no data. */
  static final class TagOptions extends IoTagOptions {
    @Option(
        names = {"-S", "--storage-tag"},
        paramLabel = "TAG",
        defaultValue = "0",
        converter = UnsignedNumber.OfLong.class,
        description = "Storage tag (0).")
    private long storageTag;

    IoOptions options(CommandContext context) {
      return context.valid(() -> options(context, storageTag));
    }
  }

  @Command(
      name = "flush",
      description = "Has the controller make everything durable that was written.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme flush", "  orion nvme flush -n 2"})
  static int flush(@Mixin CommandContext context, @Mixin NamespaceOperand device)
      throws IOException {
    try (OpenController open = context.open(device)) {
      new NvmCommands(namespace(open, device)).flush();
    }
    context.out().println("NVMe Flush: success");
    return 0;
  }

  @Command(
      name = "verify",
      sortOptions = false,
      description = "Has the controller read blocks and check them, without giving them.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme verify -c 0xffff", "  orion nvme verify -n 2 -s 8 --prinfo 4"})
  static int verify(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin BlockRangeOptions range,
      @Mixin TagOptions tags,
      @Mixin ForceOption force)
      throws IOException {
    IoOptions options = tags.options(context);
    send(
        context,
        device,
        force,
        (namespace, support) ->
            new NvmCommands(namespace, support).verify(range.block, range.count(), options));
    context.out().println("NVME Verify Success");
    return 0;
  }

  @Command(
      name = "write-zeroes",
      sortOptions = false,
      description = "Has the controller overwrite blocks with zeroes.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme write-zeroes -s 8 -c 7",
        "  orion nvme write-zeroes -c 0xffff -d --yes"
      })
  static int writeZeroes(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin BlockRangeOptions range,
      @Option(
              names = {"-d", "--deac"},
              description = "Have the controller deallocate the blocks.")
          boolean deallocates,
      @Mixin TagOptions tags,
      @Mixin ConsentOption consent,
      @Mixin ForceOption force)
      throws IOException {
    IoOptions given = tags.options(context);
    IoOptions options = deallocates ? given.withFlags(given.flags() | NvmCommand.DEAC) : given;
    return destroy(
        context,
        device,
        consent,
        force,
        "overwrites " + range,
        "NVME Write Zeroes Success",
        (namespace, support) ->
            new NvmCommands(namespace, support).writeZeroes(range.block, range.count(), options));
  }

  @Command(
      name = "write-uncor",
      sortOptions = false,
      description = "Makes blocks unreadable until they are written again.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme write-uncor -s 8"})
  static int writeUncorrectable(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin BlockRangeOptions range,
      @Mixin ConsentOption consent,
      @Mixin ForceOption force)
      throws IOException {
    return destroy(
        context,
        device,
        consent,
        force,
        "makes unreadable " + range,
        "NVME Write Uncorrectable Success",
        (namespace, support) ->
            new NvmCommands(namespace, support).writeUncorrectable(range.block, range.count()));
  }

  @Command(
      name = "dsm",
      sortOptions = false,
      description = "Tells the controller what ranges of blocks are used for, or deallocates them.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme dsm -d -s 0,4096 -b 1024,1024 --yes",
        "  orion nvme dsm -r -s 8 -b 8"
      })
  static int datasetManagement(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin DsmOptions dsm,
      @Mixin ConsentOption consent,
      @Mixin ForceOption force)
      throws IOException {
    List<DatasetManagement.Range> ranges = dsm.ranges(context);
    int attributes = dsm.attributes();
    Action action =
        (namespace, support) -> new DatasetManagement(namespace, support).apply(ranges, attributes);
    String done = "NVMe DSM: success";
    if ((attributes & NvmCommand.DSM_AD) == 0) {
      send(context, device, force, action);
      context.out().println(done);
      return 0;
    }
    String what =
        "deallocates %d %s of blocks"
            .formatted(ranges.size(), ranges.size() == 1 ? "range" : "ranges");
    return destroy(context, device, consent, force, what, done, action);
  }

  @Command(
      name = "copy",
      sortOptions = false,
      description = "Has the controller copy ranges of blocks to one range.",
      footerHeading = "%nExamples:%n",
      footer = {"  orion nvme copy -d 1024 -s 0,64 -b 7,7 --yes"})
  static int copy(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Mixin CopyOptions copy,
      @Mixin ConsentOption consent,
      @Mixin ForceOption force)
      throws IOException {
    List<CopyBlocks.Source> sources = copy.sources(context);
    IoOptions options = copy.options(context);
    int readFlags = copy.readFlags(context);
    long blocks = sources.stream().mapToLong(CopyBlocks.Source::count).sum();
    String what =
        "overwrites %d %s from block %s on"
            .formatted(
                blocks, blocks == 1 ? "block" : "blocks", Long.toUnsignedString(copy.destination));
    return destroy(
        context,
        device,
        consent,
        force,
        what,
        "NVMe Copy: success",
        (namespace, support) ->
            new CopyBlocks(namespace, support).copy(copy.destination, sources, readFlags, options));
  }

  @Command(
      name = "get-lba-status",
      sortOptions = false,
      description = "Shows which blocks the controller may not be able to read.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  orion nvme get-lba-status -a 0x11 -m 1023",
        "  orion nvme get-lba-status -a 0x10 -s 0 -l 4096 -m 1023 -o json"
      })
  static int getLbaStatus(
      @Mixin CommandContext context,
      @Mixin NamespaceOperand device,
      @Option(
              names = {"-s", "--start-lba"},
              paramLabel = "LBA",
              defaultValue = "0",
              converter = UnsignedNumber.OfLong.class,
              description = "Where to begin (0).")
          long start,
      @Option(
              names = {"-m", "--max-dw"},
              paramLabel = "N",
              defaultValue = "1023",
              converter = UnsignedNumber.OfShort.class,
              description = "Dwords of the answer at the most, less one (1023).")
          int dwordsZeroBased,
      @Option(
              names = {"-a", "--action"},
              paramLabel = "TYPE",
              required = true,
              converter = UnsignedNumber.OfByte.class,
              description = "0x10 looks for such blocks, 0x11 lists those that are known.")
          int action,
      @Option(
              names = {"-l", "--range-len"},
              paramLabel = "BLOCKS",
              defaultValue = "0",
              converter = UnsignedNumber.OfShort.class,
              description = "How far to look; 0 is to the end (0).")
          int rangeBlocks,
      @Mixin StructureOutput output,
      @Mixin ForceOption force)
      throws IOException {
    if (dwordsZeroBased < 1) {
      throw context.usageError("--max-dw: an answer has 2 dwords at least, so give 1 or more");
    }
    try (OpenController open = context.open(device)) {
      NvmeNamespace namespace = namespace(open, device);
      LbaStatus status = new LbaStatus(namespace, force.of(open.controller()));
      int lengthBytes = (dwordsZeroBased + 1) * Integer.BYTES;
      output.print(
          status.get(action, start, rangeBlocks, lengthBytes),
          List.of(),
          context.out(),
          context.streams());
    }
    return 0;
  }

  private static int destroy(
      CommandContext context,
      NamespaceOperand device,
      ConsentOption option,
      ForceOption force,
      String what,
      String done,
      Action action)
      throws IOException {
    Consent consent = option.of(context, false);
    consent.checkCanAsk(device.address);
    try (OpenController open = context.open(device)) {
      NvmeNamespace namespace = namespace(open, device);
      String loss = "This %s of %s.".formatted(what, sized(namespace));
      if (!consent.isGivenFor(loss, "Nothing was changed.")) {
        return Consent.EXIT_REFUSED;
      }
      run(context, action, namespace, force.of(open.controller()));
    }
    context.out().println(done);
    return 0;
  }

  private static void send(
      CommandContext context, NamespaceOperand device, ForceOption force, Action action)
      throws IOException {
    try (OpenController open = context.open(device)) {
      run(context, action, namespace(open, device), force.of(open.controller()));
    }
  }

  private static void run(
      CommandContext context, Action action, NvmeNamespace namespace, CommandSupport support)
      throws IOException {
    try {
      action.run(namespace, support);
    } catch (IllegalArgumentException e) {
      throw context.usageError(String.valueOf(e.getMessage()));
    }
  }

  /** A namespace and its size, for who decides whether it may be overwritten. */
  static String sized(NvmeNamespace namespace) {
    return "%s (%s)"
        .formatted(namespace.name(), Amounts.bytes(namespace.geometry().capacityBytes()));
  }

  static NvmeNamespace namespace(OpenController open, NamespaceOperand device) throws IOException {
    open.requireNamespace(device.nsidOrDefault());
    return open.controller().namespace(device.nsidOrDefault());
  }
}
