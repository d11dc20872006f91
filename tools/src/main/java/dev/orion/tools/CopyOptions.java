package dev.orion.tools;

import dev.orion.nvme.CopyBlocks;
import dev.orion.nvme.IoOptions;
import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.NvmCommand;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Sources of a copy, and what is written. */
final class CopyOptions {
  @Option(
      names = {"-d", "--sdlba"},
      paramLabel = "LBA",
      defaultValue = "0",
      converter = UnsignedNumber.OfLong.class,
      description = "The first block to copy to (0).")
  long destination;

  @Option(
      names = {"-s", "--slbs"},
      paramLabel = "LIST",
      split = ",",
      converter = UnsignedNumber.OfLong.class,
      description = "The first block of each range (0).")
  private List<Long> starts = List.of();

  @Option(
      names = {"-b", "--blocks"},
      paramLabel = "LIST",
      split = ",",
      converter = UnsignedNumber.OfShort.class,
      description = "How many blocks each range has after its first (0).")
  private List<Integer> countsZeroBased = List.of();

  @Option(
      names = {"-l", "--limited-retry"},
      description = "Have the controller try less hard.")
  private boolean limitedRetry;

  @Option(
      names = {"-f", "--force-unit-access"},
      description = "Have the data go to the media, not only to the cache.")
  private boolean forceUnitAccess;

  @Option(
      names = {"-p", "--prinfow"},
      paramLabel = "BITS",
      defaultValue = "0",
      converter = UnsignedNumber.OfByte.class,
      description = "Protection information of the writes, as --prinfo of write (0).")
  private int writePrinfo;

  @Option(
      names = {"-P", "--prinfor"},
      paramLabel = "BITS",
      defaultValue = "0",
      converter = UnsignedNumber.OfByte.class,
      description = "Protection information of the reads, as --prinfo of read (0).")
  private int readPrinfo;

  @Option(
      names = {"-r", "--ref-tag"},
      paramLabel = "TAG",
      defaultValue = "0",
      converter = UnsignedNumber.OfLong.class,
      description = "Reference tag of the first block that is written (0).")
  private long referenceTag;

  @Option(
      names = {"-R", "--expected-ref-tags"},
      paramLabel = "LIST",
      split = ",",
      converter = UnsignedNumber.OfLong.class,
      description = "Reference tag of the first block of each range (0).")
  private List<Long> expectedReferenceTags = List.of();

  @Option(
      names = {"-a", "--app-tag"},
      paramLabel = "TAG",
      defaultValue = "0",
      converter = UnsignedNumber.OfShort.class,
      description = "Application tag of what is written (0).")
  private int applicationTag;

  @Option(
      names = {"-A", "--expected-app-tags"},
      paramLabel = "LIST",
      split = ",",
      converter = UnsignedNumber.OfShort.class,
      description = "Application tag of each range (0).")
  private List<Integer> expectedApplicationTags = List.of();

  @Option(
      names = {"-m", "--app-tag-mask"},
      paramLabel = "MASK",
      defaultValue = "0",
      converter = UnsignedNumber.OfShort.class,
      description = "Bits of the written application tag that are checked (0).")
  private int applicationTagMask;

  @Option(
      names = {"-M", "--expected-app-tag-masks"},
      paramLabel = "LIST",
      split = ",",
      converter = UnsignedNumber.OfShort.class,
      description = "Bits of the application tag of each range that are checked (0).")
  private List<Integer> expectedApplicationTagMasks = List.of();

  @Option(
      names = {"-T", "--dir-type"},
      paramLabel = "TYPE",
      defaultValue = "0",
      converter = UnsignedNumber.OfByte.class,
      description = "Directive of the writes: 1 streams, 2 data placement (0, none).")
  private int directiveType;

  @Option(
      names = {"-S", "--dir-spec"},
      paramLabel = "NUMBER",
      defaultValue = "0",
      converter = UnsignedNumber.OfShort.class,
      description = "The stream, or the placement identifier (0).")
  private int directiveSpecific;

  @Option(
      names = {"-F", "--format"},
      paramLabel = "FORMAT",
      converter = UnsignedNumber.OfByte.class,
      description = "Of the descriptors; follows from the namespace and need not be given.")
  private @Nullable Integer format;

  List<CopyBlocks.Source> sources(CommandContext context) {
    int count = Math.max(starts.size(), countsZeroBased.size());
    if (count == 0) {
      throw context.usageError("no range is given: give --slbs and --blocks");
    }
    if (format != null && format > 1) {
      throw context.usageError(
          "--format: %d is neither 0 nor 1, which are within a namespace".formatted(format));
    }
    List<CopyBlocks.Source> sources = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ProtectionTags expected =
          new ProtectionTags(
              ListOption.at(expectedApplicationTags, i, 0),
              ListOption.at(expectedApplicationTagMasks, i, 0),
              0,
              ListOption.at(expectedReferenceTags, i, 0L));
      sources.add(
          new CopyBlocks.Source(
              0, ListOption.at(starts, i, 0L), ListOption.at(countsZeroBased, i, 0) + 1, expected));
    }
    return sources;
  }

  int readFlags(CommandContext context) {
    return IoTagOptions.prinfoFlags(context, "--prinfor", readPrinfo);
  }

  IoOptions options(CommandContext context) {
    return IoOptions.NONE
        .withFlags(
            IoTagOptions.prinfoFlags(context, "--prinfow", writePrinfo)
                | (limitedRetry ? NvmCommand.LR : 0)
                | (forceUnitAccess ? NvmCommand.FUA : 0))
        .withTags(new ProtectionTags(applicationTag, applicationTagMask, 0, referenceTag))
        .withDirective(directiveType, directiveSpecific);
  }
}
