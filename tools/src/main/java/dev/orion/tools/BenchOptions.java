package dev.orion.tools;

import dev.orion.tools.bench.BenchJob;
import dev.orion.tools.bench.FioTime;
import dev.orion.tools.bench.IoPattern;
import dev.orion.tools.bench.VerifyMethod;
import dev.orion.tools.lab.ByteSize;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what a benchmark does, by fio's names. */
final class BenchOptions {
  private static final long MAX_BLOCK_SIZE_BYTES = 1L << 30;
  private static final Pattern PERCENT = Pattern.compile("(\\d{1,2}|100)%");

  @Option(
      names = {"--rw", "--readwrite"},
      paramLabel = "PATTERN",
      description =
          "read, write, trim, randread, randwrite, randtrim, rw (or readwrite), or randrw (read).")
  private String pattern = "read";

  @Option(names = "--bs", paramLabel = "SIZE", description = "Bytes of an I/O (4k).")
  private String blockSize = "4k";

  @Option(names = "--iodepth", paramLabel = "N", description = "I/Os in flight per job (1).")
  private int ioDepth = 1;

  @Option(names = "--numjobs", paramLabel = "N", description = "Threads with a queue each (1).")
  private int numJobs = 1;

  @Option(
      names = "--size",
      paramLabel = "SIZE",
      description =
          "Region of the device, and bytes that each job does; %% of the device works too"
              + " (up to its end).")
  private String size = "0";

  @Option(
      names = "--offset",
      paramLabel = "SIZE",
      description = "Where the region begins; %% of the device works too (0).")
  private String offset = "0";

  @Option(
      names = "--runtime",
      paramLabel = "TIME",
      description = "End after this time even if the size is not done: 10, 500ms, 2m.")
  private String runtime = "0";

  @Option(
      names = {"--time_based", "--time-based"},
      converter = Switch.class,
      description = "Begin again when the size is done, until the runtime is over.")
  private boolean timeBased;

  @Option(
      names = {"--ramp_time", "--ramp-time"},
      paramLabel = "TIME",
      description = "Run this long before measuring.")
  private String rampTime = "0";

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
      description =
          "crc32c: write blocks with a checksum and read them back after, or, in a job that only"
              + " reads, check what such a job has written.")
  private String verify = "none";

  @Option(
      names = {"--fsync", "--fdatasync"},
      paramLabel = "N",
      description = "Flush the device's cache after every N writes (0, never).")
  private int syncInterval;

  @Option(names = "--name", paramLabel = "NAME", description = "Name of the job in the results.")
  private @Nullable String name;

  /** fio's switches may also be written with a value, as in {@code --time_based=1}. */
  static final class Switch implements ITypeConverter<Boolean> {
    @Override
    public Boolean convert(String value) {
      return switch (value) {
        case "1", "true" -> true;
        case "0", "false" -> false;
        default -> throw new TypeConversionException("'" + value + "' is neither 0 nor 1");
      };
    }
  }

  /**
   * Which I/Os the job does.
   *
   * @throws IllegalArgumentException that names the option and says what is wrong
   */
  IoPattern pattern() {
    return parse("--rw", pattern, IoPattern::parse);
  }

  /**
   * The job.
   *
   * @param capacityBytes size of the device, of which sizes can be a share
   * @throws IllegalArgumentException that names the option and says what is wrong
   */
  BenchJob job(long capacityBytes) {
    IoPattern ioPattern = pattern();
    long blockSizeBytes = parse("--bs", blockSize, ByteSize::parse);
    if (blockSizeBytes < 1 || blockSizeBytes > MAX_BLOCK_SIZE_BYTES) {
      throw new IllegalArgumentException(
          "--bs: '%s' is not between 1 byte and %s"
              .formatted(blockSize, ByteSize.format(MAX_BLOCK_SIZE_BYTES)));
    }
    BenchJob.Builder job = BenchJob.builder(ioPattern);
    if (name != null) {
      job.name(name);
    }
    return job.blockSizeBytes((int) blockSizeBytes)
        .ioDepth(ioDepth)
        .numJobs(numJobs)
        .region(
            region("--offset", offset, capacityBytes, blockSizeBytes),
            region("--size", size, capacityBytes, blockSizeBytes))
        .runtime(parse("--runtime", runtime, FioTime::parse))
        .timeBased(timeBased)
        .rampTime(parse("--ramp_time", rampTime, FioTime::parse))
        .rwMixReadPercent(rwMixRead)
        .randomMap(!noRandomMap)
        .verify(parse("--verify", verify, VerifyMethod::parse))
        .randSeed(randSeed)
        .syncInterval(syncInterval)
        .build();
  }

  private static long region(String option, String text, long capacityBytes, long blockSizeBytes) {
    Matcher percent = PERCENT.matcher(text);
    if (!percent.matches()) {
      return parse(option, text, ByteSize::parse);
    }
    long blocks = capacityBytes / blockSizeBytes;
    return blocks * Integer.parseInt(percent.group(1)) / 100 * blockSizeBytes;
  }

  /** Parses an option's text; an error names the option. */
  static <T> T parse(String option, String text, Function<String, T> parser) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }
}
