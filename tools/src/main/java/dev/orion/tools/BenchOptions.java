package dev.orion.tools;

import dev.orion.tools.bench.BenchJob;
import dev.orion.tools.bench.FioTime;
import dev.orion.tools.bench.IoPattern;
import dev.orion.tools.bench.VerifyMethod;
import dev.orion.tools.text.ByteSize;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say what a benchmark does, by fio's names. */
final class BenchOptions {
  private static final long MAX_BLOCK_SIZE_BYTES = 1L << 30;

  @Option(
      names = {"--rw", "--readwrite"},
      paramLabel = "PATTERN",
      converter = PatternConverter.class,
      description =
          "read, write, trim, randread, randwrite, randtrim, rw (or readwrite), or randrw (read).")
  private IoPattern pattern = IoPattern.READ;

  @Option(
      names = "--bs",
      paramLabel = "SIZE",
      converter = BlockSizeConverter.class,
      description = "Bytes of an I/O (4k).")
  private int blockSizeBytes = 4096;

  @Option(names = "--iodepth", paramLabel = "N", description = "I/Os in flight per job (1).")
  private int ioDepth = 1;

  @Option(names = "--numjobs", paramLabel = "N", description = "Threads with a queue each (1).")
  private int numJobs = 1;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      converter = DeviceShare.Converter.class,
      description =
          "Length of the region, and of the I/O that each job does; 50%% is half the device"
              + " (up to its end).")
  private DeviceShare size = DeviceShare.NONE;

  @Option(
      names = "--offset",
      paramLabel = "SIZE",
      converter = DeviceShare.Converter.class,
      description = "Where the region begins; 50%% is the middle of the device (0).")
  private DeviceShare offset = DeviceShare.NONE;

  @Option(
      names = "--runtime",
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "End after this time even if the size is not done: 10, 500ms, 2m.")
  private Duration runtime = Duration.ZERO;

  @Option(
      names = {"--time_based", "--time-based"},
      converter = Switch.class,
      description = "Begin again when the size is done, until the runtime is over.")
  private boolean timeBased;

  @Option(
      names = {"--ramp_time", "--ramp-time"},
      paramLabel = "TIME",
      converter = TimeConverter.class,
      description = "Run this long before measuring.")
  private Duration rampTime = Duration.ZERO;

  @Option(
      names = "--rwmixread",
      paramLabel = "PERCENT",
      description = "Share of reads in rw and randrw (50).")
  private int rwMixRead = 50;

  @Option(
      names = "--norandommap",
      converter = Switch.class,
      description = "Draw each random block anew; some then come twice before others come once.")
  private boolean noRandomMap;

  @Option(names = "--randseed", paramLabel = "N", description = "Seed of random order and mix (0).")
  private long randSeed;

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

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the job in the results.")
  private @Nullable String name;

  /** Which I/Os the job does. */
  IoPattern pattern() {
    return pattern;
  }

  /**
   * The job.
   *
   * @param capacityBytes size of the device, of which sizes can be a share
   * @throws IllegalArgumentException that says what is wrong
   */
  BenchJob job(long capacityBytes) {
    BenchJob.Builder job = BenchJob.builder(pattern);
    if (name != null) {
      job.name(name);
    }
    return job.blockSizeBytes(blockSizeBytes)
        .ioDepth(ioDepth)
        .numJobs(numJobs)
        .region(
            offset.bytes(capacityBytes, blockSizeBytes), size.bytes(capacityBytes, blockSizeBytes))
        .runtime(runtime)
        .timeBased(timeBased)
        .rampTime(rampTime)
        .rwMixReadPercent(rwMixRead)
        .randomMap(!noRandomMap)
        .verify(verify)
        .randSeed(randSeed)
        .syncInterval(syncInterval)
        .build();
  }

  /** fio's switches may also be written with a value, as in {@code --time_based=1}. */
  static final class Switch extends TextConverter<Boolean> {
    Switch() {
      super(Switch::parse);
    }

    private static Boolean parse(String text) {
      return switch (text) {
        case "1", "true" -> true;
        case "0", "false" -> false;
        default -> throw new IllegalArgumentException("'" + text + "' is neither 0 nor 1");
      };
    }
  }

  /** Reads the pattern. */
  static final class PatternConverter extends TextConverter<IoPattern> {
    PatternConverter() {
      super(IoPattern::parse);
    }
  }

  /** Reads times. */
  static final class TimeConverter extends TextConverter<Duration> {
    TimeConverter() {
      super(FioTime::parse);
    }
  }

  /** Reads how to verify. */
  static final class VerifyConverter extends TextConverter<VerifyMethod> {
    VerifyConverter() {
      super(VerifyMethod::parse);
    }
  }

  /** Reads the block size. */
  static final class BlockSizeConverter extends TextConverter<Integer> {
    BlockSizeConverter() {
      super(BlockSizeConverter::parse);
    }

    private static Integer parse(String text) {
      long bytes = ByteSize.parse(text);
      if (bytes < 1 || bytes > MAX_BLOCK_SIZE_BYTES) {
        throw new IllegalArgumentException(
            "'%s' is not between 1 byte and %s"
                .formatted(text, ByteSize.format(MAX_BLOCK_SIZE_BYTES)));
      }
      return (int) bytes;
    }
  }
}
