package dev.orion.tools.bench;

import dev.orion.block.CompletionMode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sets what differs from the defaults; see {@link BenchJob} for what each means. */
public final class BenchJobBuilder {
  private final IoPattern pattern;
  private String name;
  private BlockSizes blockSizes = BlockSizes.of(4096);
  private int ioDepth = 1;
  private int numJobs = 1;
  private DeviceShare offset = DeviceShare.NONE;
  private DeviceShare size = DeviceShare.NONE;
  private int rwMixReadPercent = 50;
  private Rates rates = Rates.NONE;
  private Zoning zoning = Zoning.NONE;
  private VerifyMethod verify = VerifyMethod.NONE;
  private int syncInterval;
  private CompletionMode completionMode = CompletionMode.POLLED;
  private CpuChoice cpus = CpuChoice.ANY;
  private Grouping grouping = Grouping.WITH_OTHERS;
  private Duration runtime = Duration.ZERO;
  private boolean timeBased;
  private Duration rampTime = Duration.ZERO;
  private long ioSizeBytes;
  private long numberIos;
  private @Nullable SteadyState steadyState;
  private boolean randomMap = true;
  private RandomDistribution distribution = RandomDistribution.UNIFORM;
  private int randomPercent = 100;
  private int randomRun = 1;
  private long randSeed;

  BenchJobBuilder(IoPattern pattern) {
    this.pattern = pattern;
    name = pattern.fioName();
  }

  /** What to call the job. */
  public BenchJobBuilder name(String name) {
    this.name = name;
    return this;
  }

  /** Length of all I/Os. */
  public BenchJobBuilder blockSizeBytes(int blockSizeBytes) {
    return blockSizes(BlockSizes.of(blockSizeBytes));
  }

  /** Region in bytes; a size of 0 is up to the end of the device. */
  public BenchJobBuilder region(long offsetBytes, long sizeBytes) {
    return region(new DeviceShare.Bytes(offsetBytes), new DeviceShare.Bytes(sizeBytes));
  }

  /** Region; a size of 0 is up to the end of the device. */
  public BenchJobBuilder region(DeviceShare offset, DeviceShare size) {
    this.offset = offset;
    this.size = size;
    return this;
  }

  /** Lengths of the I/Os. */
  public BenchJobBuilder blockSizes(BlockSizes blockSizes) {
    this.blockSizes = blockSizes;
    return this;
  }

  /** I/Os in flight per thread. */
  public BenchJobBuilder ioDepth(int ioDepth) {
    this.ioDepth = ioDepth;
    return this;
  }

  /** Threads. */
  public BenchJobBuilder numJobs(int numJobs) {
    this.numJobs = numJobs;
    return this;
  }

  /** Share of reads in a mix. */
  public BenchJobBuilder rwMixReadPercent(int rwMixReadPercent) {
    this.rwMixReadPercent = rwMixReadPercent;
    return this;
  }

  /** How fast a thread may go. */
  public BenchJobBuilder rates(Rates rates) {
    this.rates = rates;
    return this;
  }

  /** How to treat zones. */
  public BenchJobBuilder zoning(Zoning zoning) {
    this.zoning = zoning;
    return this;
  }

  /** How to verify. */
  public BenchJobBuilder verify(VerifyMethod verify) {
    this.verify = verify;
    return this;
  }

  /** Writes between two flushes. */
  public BenchJobBuilder syncInterval(int syncInterval) {
    this.syncInterval = syncInterval;
    return this;
  }

  /** How threads wait for completions. */
  public BenchJobBuilder completionMode(CompletionMode completionMode) {
    this.completionMode = completionMode;
    return this;
  }

  /** Where threads run. */
  public BenchJobBuilder cpus(CpuChoice cpus) {
    this.cpus = cpus;
    return this;
  }

  /** How the job stands to those before it. */
  public BenchJobBuilder grouping(Grouping grouping) {
    this.grouping = grouping;
    return this;
  }

  /** Ends after this time, or when the size is done. */
  public BenchJobBuilder runtime(Duration runtime) {
    this.runtime = runtime;
    return this;
  }

  /** Begins again when the size is done, until the runtime is over. */
  public BenchJobBuilder timeBased(boolean timeBased) {
    this.timeBased = timeBased;
    return this;
  }

  /** Runs this long before measuring begins. */
  public BenchJobBuilder rampTime(Duration rampTime) {
    this.rampTime = rampTime;
    return this;
  }

  /** I/O that each thread does instead of the size; 0 is the size. */
  public BenchJobBuilder ioSizeBytes(long ioSizeBytes) {
    this.ioSizeBytes = ioSizeBytes;
    return this;
  }

  /** I/Os after which each thread ends at the latest; 0 is without limit. */
  public BenchJobBuilder numberIos(long numberIos) {
    this.numberIos = numberIos;
    return this;
  }

  /** Ends when this state is attained; null is never. */
  public BenchJobBuilder steadyState(@Nullable SteadyState steadyState) {
    this.steadyState = steadyState;
    return this;
  }

  /** Whether a random order visits every block once before it visits one twice. */
  public BenchJobBuilder randomMap(boolean randomMap) {
    this.randomMap = randomMap;
    return this;
  }

  /** Which places a random order prefers. */
  public BenchJobBuilder distribution(RandomDistribution distribution) {
    this.distribution = distribution;
    return this;
  }

  /** How many of a hundred I/Os of a random order do not follow the one before. */
  public BenchJobBuilder randomPercent(int randomPercent) {
    this.randomPercent = randomPercent;
    return this;
  }

  /** I/Os of a random order that follow each other before one goes elsewhere. */
  public BenchJobBuilder randomRun(int randomRun) {
    this.randomRun = randomRun;
    return this;
  }

  /** Seed of order and mix. */
  public BenchJobBuilder randSeed(long randSeed) {
    this.randSeed = randSeed;
    return this;
  }

  /**
   * The job.
   *
   * @throws IllegalArgumentException that says in one line what is wrong
   */
  public BenchJob build() {
    return new BenchJob(
        name,
        pattern,
        blockSizes,
        ioDepth,
        numJobs,
        offset,
        size,
        new JobEnd(runtime, timeBased, rampTime, ioSizeBytes, numberIos, steadyState),
        rwMixReadPercent,
        new RandomChoice(randomMap, distribution, randomPercent, randomRun, randSeed),
        rates,
        zoning,
        verify,
        syncInterval,
        completionMode,
        cpus,
        grouping);
  }
}
