package dev.orion.tools;

import dev.orion.nvme.IoOptions;
import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.NvmCommand;
import picocli.CommandLine.Option;

/** What nvme-cli's I/O commands say about retries, the cache and protection information. */
class IoTagOptions {
  private static final int PRINFO_LIMIT = 0xf;
  private static final int PRINFO_SHIFT = 26;

  @Option(
      names = {"-l", "--limited-retry"},
      description = "Have the controller try less hard to read or write.")
  private boolean limitedRetry;

  @Option(
      names = {"-f", "--force-unit-access"},
      description = "Have the data go to the media, not only to the cache.")
  private boolean forceUnitAccess;

  @Option(
      names = {"-p", "--prinfo"},
      paramLabel = "BITS",
      defaultValue = "0",
      converter = UnsignedNumber.OfByte.class,
      description = {
        "Protection information: 8 the controller inserts and strips it; check 4 the guard,",
        "2 the application tag, 1 the reference tag (0)."
      })
  private int prinfo;

  @Option(
      names = {"-r", "--ref-tag"},
      paramLabel = "TAG",
      defaultValue = "0",
      converter = UnsignedNumber.OfLong.class,
      description = "Reference tag of the first block (0).")
  private long referenceTag;

  @Option(
      names = {"-m", "--app-tag-mask"},
      paramLabel = "MASK",
      defaultValue = "0",
      converter = UnsignedNumber.OfShort.class,
      description = "Bits of the application tag that are checked (0).")
  private int applicationTagMask;

  @Option(
      names = {"-a", "--app-tag"},
      paramLabel = "TAG",
      defaultValue = "0",
      converter = UnsignedNumber.OfShort.class,
      description = "Application tag (0).")
  private int applicationTag;

  @Option(
      names = {"-C", "--storage-tag-check"},
      description = "Check the storage tag.")
  private boolean checksStorageTag;

  /** The options of a command, with nothing but these. */
  IoOptions options(CommandContext context, long storageTag) {
    return IoOptions.NONE
        .withFlags(
            prinfoFlags(context, "--prinfo", prinfo)
                | (limitedRetry ? NvmCommand.LR : 0)
                | (forceUnitAccess ? NvmCommand.FUA : 0)
                | (checksStorageTag ? NvmCommand.STC : 0))
        .withTags(new ProtectionTags(applicationTag, applicationTagMask, storageTag, referenceTag));
  }

  /** The flags of 4 bits that nvme-cli's users give. */
  static int prinfoFlags(CommandContext context, String option, int bits) {
    if (bits > PRINFO_LIMIT) {
      throw context.usageError("%s: %d is not 0 to %d".formatted(option, bits, PRINFO_LIMIT));
    }
    return bits << PRINFO_SHIFT;
  }
}
