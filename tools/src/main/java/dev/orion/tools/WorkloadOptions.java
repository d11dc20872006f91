package dev.orion.tools;

import dev.orion.tools.bench.BenchJobBuilder;
import dev.orion.tools.bench.BlockSizes;
import dev.orion.tools.bench.DeviceShare;
import dev.orion.tools.bench.IoPattern;
import dev.orion.tools.bench.VerifyMethod;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which I/Os a job does, of which size, and how many at a time. */
final class WorkloadOptions {
  @Option(
      names = {"--rw", "--readwrite"},
      paramLabel = "PATTERN",
      converter = PatternOption.Converter.class,
      description =
          "read, write, trim, randread, randwrite, randtrim, rw (or readwrite), or randrw (read);"
              + " randread:8 goes elsewhere after 8 I/Os.")
  private PatternOption pattern = new PatternOption(IoPattern.READ, 1);

  @Option(
      names = {"--bs", "--blocksize"},
      paramLabel = "SIZE",
      converter = BlockSizesConverter.class,
      description = "Bytes of an I/O: 4k, or 4k,8k,16k for reads, writes and trims (4k).")
  private @Nullable BlockSizes blockSize;

  @Option(
      names = {"--bsrange", "--blocksize_range"},
      paramLabel = "RANGE",
      converter = BlockSizeRangeConverter.class,
      description = "4k-16k: any multiple of 4k up to 16k.")
  private @Nullable BlockSizes blockSizeRange;

  @Option(
      names = "--bssplit",
      paramLabel = "LIST",
      converter = BlockSizeSplitConverter.class,
      description = "4k/60:64k/40: 60%% of the I/Os are 4k and 40%% are 64k.")
  private @Nullable BlockSizes blockSizeSplit;

  @Option(names = "--iodepth", paramLabel = "N", description = "I/Os in flight per job (1).")
  private int ioDepth = 1;

  @Option(names = "--numjobs", paramLabel = "N", description = "Threads with a queue each (1).")
  private int numJobs = 1;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = ShareConverter.class,
      description =
          "Length of the region, and of the I/O that each job does; 50%% is half the device"
              + " (up to its end).")
  private DeviceShare size = DeviceShare.NONE;

  @Option(
      names = "--offset",
      paramLabel = "SIZE",
      converter = ShareConverter.class,
      description = "Where the region begins; 50%% is the middle of the device (0).")
  private DeviceShare offset = DeviceShare.NONE;

  @Option(
      names = "--rwmixread",
      paramLabel = "PERCENT",
      description = "Share of reads in rw and randrw (50).")
  private @Nullable Integer rwMixRead;

  @Option(
      names = "--rwmixwrite",
      paramLabel = "PERCENT",
      description = "Share of writes in rw and randrw (50).")
  private @Nullable Integer rwMixWrite;

  @Option(
      names = "--verify",
      paramLabel = "METHOD",
      converter = VerifyConverter.class,
      description =
          "crc32c: write blocks with a checksum and read them back after, or, in a job that only"
              + " reads, check what such a job has written.")
  private VerifyMethod verify = VerifyMethod.NONE;

  @Option(
      names = {"--fsync", "--fdatasync"},
      paramLabel = "N",
      description = "Flush the device's cache after every N writes (0, never).")
  private int syncInterval;

  /** Which I/Os the job does. */
  IoPattern pattern() {
    return pattern.io();
  }

  /** Threads that each have queues of their own. */
  int numJobs() {
    return numJobs;
  }

  /** Sets them. */
  void applyTo(BenchJobBuilder job) {
    job.blockSizes(blockSizes())
        .ioDepth(ioDepth)
        .numJobs(numJobs)
        .region(offset, size)
        .rwMixReadPercent(rwMixReadPercent())
        .randomRun(pattern.run())
        .verify(verify)
        .syncInterval(syncInterval);
  }

  /** As in fio, a split goes before a range, and that before a size. */
  private BlockSizes blockSizes() {
    if (blockSizeSplit != null) {
      return blockSizeSplit;
    }
    if (blockSizeRange != null) {
      return blockSizeRange;
    }
    return blockSize == null ? BlockSizes.of(4096) : blockSize;
  }

  private int rwMixReadPercent() {
    if (rwMixRead != null && rwMixWrite != null && rwMixRead + rwMixWrite != 100) {
      throw new IllegalArgumentException("--rwmixread and --rwmixwrite do not add up to 100");
    }
    if (rwMixRead != null) {
      return rwMixRead;
    }
    return rwMixWrite == null ? 50 : 100 - rwMixWrite;
  }

  /** Reads block sizes. */
  static final class BlockSizesConverter extends TextConverter<BlockSizes> {
    BlockSizesConverter() {
      super(BlockSizes::parse);
    }
  }

  /** Reads ranges of block sizes. */
  static final class BlockSizeRangeConverter extends TextConverter<BlockSizes> {
    BlockSizeRangeConverter() {
      super(BlockSizes::parseRange);
    }
  }

  /** Reads block sizes with percentages. */
  static final class BlockSizeSplitConverter extends TextConverter<BlockSizes> {
    BlockSizeSplitConverter() {
      super(BlockSizes::parseSplit);
    }
  }

  /** Reads a size that may be a share of the device. */
  static final class ShareConverter extends TextConverter<DeviceShare> {
    ShareConverter() {
      super(DeviceShare::parse);
    }
  }

  /** Reads how to verify. */
  static final class VerifyConverter extends TextConverter<VerifyMethod> {
    VerifyConverter() {
      super(VerifyMethod::parse);
    }
  }
}
