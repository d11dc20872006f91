package dev.orion.tools.bench;

import dev.orion.block.CompletionMode;

/**
 * What to do, in fio's terms. Sizes are in bytes, whatever the block size of the device.
 *
 * @param name what to call the job in reports
 * @param pattern which I/Os, and whether in order
 * @param blockSizes lengths of the I/Os, multiples of the device's block size
 * @param ioDepth I/Os that a thread keeps in flight; its devices share them
 * @param numJobs threads that each do the whole job, on queues of their own and the same regions
 * @param offset where the region begins on each device, a multiple of its block size
 * @param size length of the region on each device; 0 is up to its end
 * @param end when it ends
 * @param rwMixReadPercent share of reads in a mix, 0 to 100
 * @param random the order of a random pattern
 * @param rates how fast a thread may go
 * @param zoning how it treats zones
 * @param verify how to tell whether what is read is what was written
 * @param syncInterval flush the device after this many writes; 0 is never
 * @param completionMode how threads wait for completions
 * @param cpus where its threads run
 * @param grouping how it stands to the jobs before it
 */
public record BenchJob(
    String name,
    IoPattern pattern,
    BlockSizes blockSizes,
    int ioDepth,
    int numJobs,
    DeviceShare offset,
    DeviceShare size,
    JobEnd end,
    int rwMixReadPercent,
    RandomChoice random,
    Rates rates,
    Zoning zoning,
    VerifyMethod verify,
    int syncInterval,
    CompletionMode completionMode,
    CpuChoice cpus,
    Grouping grouping) {

  /**
   * Checks what can be told without the device.
   *
   * @throws IllegalArgumentException that says in one line what is wrong
   */
  public BenchJob {
    check(ioDepth > 0, "the I/O depth must be positive");
    check(numJobs > 0, "the number of jobs must be positive");
    check(
        rwMixReadPercent >= 0 && rwMixReadPercent <= 100, "the share of reads is 0 to 100 percent");
    check(
        random.randomPercent() >= 0 && random.randomPercent() <= 100,
        "--percentage_random is 0 to 100 percent");
    check(random.run() > 0, "the I/Os between two random offsets must be positive");
    check(syncInterval >= 0, "the number of writes between two flushes must not be negative");
    if (verify != VerifyMethod.NONE) {
      checkVerification(pattern, blockSizes, end);
    }
  }

  private static void checkVerification(IoPattern pattern, BlockSizes sizes, JobEnd end) {
    check(
        !pattern.has(IoDirection.TRIM),
        "--verify has nothing to check in --rw=" + pattern.fioName());
    check(end.rampTime().isZero(), "--verify does not go with --ramp_time");
    check(
        sizes.isSingle(pattern) || (!pattern.isRandom() && end.isOnePass()),
        "--verify with several block sizes needs I/Os that do not overlap: --rw=read, write or rw"
            + " without --time_based and --io_size");
  }

  /** The same with another I/O depth. */
  BenchJob withIoDepth(int depth) {
    return new BenchJob(
        name,
        pattern,
        blockSizes,
        depth,
        numJobs,
        offset,
        size,
        end,
        rwMixReadPercent,
        random,
        rates,
        zoning,
        verify,
        syncInterval,
        completionMode,
        cpus,
        grouping);
  }

  /** Whether I/Os are all alike but for place and direction, and come as fast as they go. */
  boolean isUniform() {
    return blockSizes.isSingle(pattern)
        && !rates.limit(pattern)
        && (!pattern.isRandom() || random.alwaysJumps());
  }

  /** fio's defaults: one thread, one I/O of 4 KiB at a time, over the whole device once. */
  public static BenchJobBuilder builder(IoPattern pattern) {
    return new BenchJobBuilder(pattern);
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
