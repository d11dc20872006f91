package dev.orion.tools.bench;

/**
 * When the I/Os of a direction are to start, whatever becomes of those before: an open loop. Each
 * takes its time of the schedule, evenly, or by exponentially distributed draws with that mean.
 */
final class Schedule {
  private final double nanosPerBlock;
  private final double nanosPerIo;
  private final boolean poisson;
  private final SplitMix64 random;

  private double dueNanos;

  private Schedule(double nanosPerBlock, double nanosPerIo, boolean poisson, long seed) {
    this.nanosPerBlock = nanosPerBlock;
    this.nanosPerIo = nanosPerIo;
    this.poisson = poisson;
    random = new SplitMix64(seed);
  }

  /** A thread's on one of its devices, which share the thread's rate equally. */
  static Schedule of(
      Rates rates, IoDirection direction, LaneIndex lane, BenchJob job, int blockSizeBytes) {
    return new Schedule(
        rates.nanosPerByte(direction) * blockSizeBytes * lane.deviceCount(),
        rates.nanosPerIo(direction) * lane.deviceCount(),
        rates.poisson(),
        SplitMix64.derive(lane.seed(job), 4 + direction.index()));
  }

  /** When the next I/O is due, counted from the start; 0 without a limit. */
  long dueNanos() {
    return (long) dueNanos;
  }

  /** Plans an I/O of this length, and returns when it is due. */
  long next(long blockCount) {
    long due = dueNanos();
    double mean = nanosPerBlock * blockCount + nanosPerIo;
    dueNanos += poisson ? -mean * Math.log(1 - random.nextDouble()) : mean;
    return due;
  }
}
