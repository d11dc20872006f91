package dev.orion.tools.bench;

import java.time.Duration;

/**
 * What to do, in fio's terms. Sizes are in bytes, whatever the block size of the device.
 *
 * @param name what to call the job in reports
 * @param pattern which I/Os, in which order
 * @param blockSizeBytes length of an I/O, a multiple of the device's block size
 * @param ioDepth I/Os that a thread keeps in flight
 * @param numJobs threads that each do the whole job, on a queue of their own and the same region
 * @param offsetBytes where the region begins, a multiple of the device's block size
 * @param sizeBytes length of the region, and the I/O that each thread does; 0 is up to the end of
 *     the device
 * @param runtime when to end if the size is not done by then; zero is never
 * @param timeBased whether to begin again when the size is done, until the runtime is over
 * @param rampTime how long to run before measuring begins; comes on top of the runtime
 * @param rwMixReadPercent share of reads in a mix, 0 to 100
 * @param randomMap whether a random order visits every block once before it visits one twice
 * @param verify how to tell whether what is read is what was written
 * @param randSeed what the random order and mix follow from: same seed, same I/Os
 * @param syncInterval flush the device after this many writes; 0 is never
 */
public record BenchJob(
    String name,
    IoPattern pattern,
    int blockSizeBytes,
    int ioDepth,
    int numJobs,
    long offsetBytes,
    long sizeBytes,
    Duration runtime,
    boolean timeBased,
    Duration rampTime,
    int rwMixReadPercent,
    boolean randomMap,
    VerifyMethod verify,
    long randSeed,
    int syncInterval) {

  /**
   * Checks what can be told without the device.
   *
   * @throws IllegalArgumentException that says in one line what is wrong
   */
  public BenchJob {
    check(blockSizeBytes > 0, "the block size must be positive");
    check(ioDepth > 0, "the I/O depth must be positive");
    check(numJobs > 0, "the number of jobs must be positive");
    check(offsetBytes >= 0 && sizeBytes >= 0, "offset and size must not be negative");
    check(!runtime.isNegative() && !rampTime.isNegative(), "times must not be negative");
    check(!timeBased || !runtime.isZero(), "--time_based needs a --runtime, as in --runtime=10");
    check(
        rwMixReadPercent >= 0 && rwMixReadPercent <= 100, "the share of reads is 0 to 100 percent");
    check(syncInterval >= 0, "the number of writes between two flushes must not be negative");
    check(
        verify == VerifyMethod.NONE || !pattern.has(IoDirection.TRIM),
        "--verify has nothing to check in --rw=" + pattern.fioName());
    check(
        verify == VerifyMethod.NONE || rampTime.isZero(), "--verify does not go with --ramp_time");
  }

  /** fio's defaults: one thread, one I/O of 4 KiB at a time, over the whole device once. */
  public static Builder builder(IoPattern pattern) {
    return new Builder(pattern);
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Sets what differs from the defaults; see {@link BenchJob} for what each means. */
  public static final class Builder {
    private final IoPattern pattern;
    private String name;
    private int blockSizeBytes = 4096;
    private int ioDepth = 1;
    private int numJobs = 1;
    private long offsetBytes;
    private long sizeBytes;
    private Duration runtime = Duration.ZERO;
    private boolean timeBased;
    private Duration rampTime = Duration.ZERO;
    private int rwMixReadPercent = 50;
    private boolean randomMap = true;
    private VerifyMethod verify = VerifyMethod.NONE;
    private long randSeed;
    private int syncInterval;

    private Builder(IoPattern pattern) {
      this.pattern = pattern;
      name = pattern.fioName();
    }

    /** What to call the job. */
    public Builder name(String name) {
      this.name = name;
      return this;
    }

    /** Length of an I/O. */
    public Builder blockSizeBytes(int blockSizeBytes) {
      this.blockSizeBytes = blockSizeBytes;
      return this;
    }

    /** I/Os in flight per thread. */
    public Builder ioDepth(int ioDepth) {
      this.ioDepth = ioDepth;
      return this;
    }

    /** Threads. */
    public Builder numJobs(int numJobs) {
      this.numJobs = numJobs;
      return this;
    }

    /** Region; a size of 0 is up to the end of the device. */
    public Builder region(long offsetBytes, long sizeBytes) {
      this.offsetBytes = offsetBytes;
      this.sizeBytes = sizeBytes;
      return this;
    }

    /** Ends after this time, or when the size is done. */
    public Builder runtime(Duration runtime) {
      this.runtime = runtime;
      return this;
    }

    /** Begins again when the size is done, until the runtime is over. */
    public Builder timeBased(boolean timeBased) {
      this.timeBased = timeBased;
      return this;
    }

    /** Runs this long before measuring begins. */
    public Builder rampTime(Duration rampTime) {
      this.rampTime = rampTime;
      return this;
    }

    /** Share of reads in a mix. */
    public Builder rwMixReadPercent(int rwMixReadPercent) {
      this.rwMixReadPercent = rwMixReadPercent;
      return this;
    }

    /** Whether a random order visits every block once before it visits one twice. */
    public Builder randomMap(boolean randomMap) {
      this.randomMap = randomMap;
      return this;
    }

    /** How to verify. */
    public Builder verify(VerifyMethod verify) {
      this.verify = verify;
      return this;
    }

    /** Seed of order and mix. */
    public Builder randSeed(long randSeed) {
      this.randSeed = randSeed;
      return this;
    }

    /** Writes between two flushes. */
    public Builder syncInterval(int syncInterval) {
      this.syncInterval = syncInterval;
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
          blockSizeBytes,
          ioDepth,
          numJobs,
          offsetBytes,
          sizeBytes,
          runtime,
          timeBased,
          rampTime,
          rwMixReadPercent,
          randomMap,
          verify,
          randSeed,
          syncInterval);
    }
  }
}
