package dev.orion.tools.bench;

/**
 * The endless sequence of I/Os of one thread: it follows from the job and the thread's index alone,
 * so it can be replayed. As in fio, a sequential mix has a position for its reads and another for
 * its writes, and a random one visits a block either to read or to write it.
 */
final class IoSequence {
  private final IoDirection unmixedDirection;
  private final boolean mixed;
  private final int rwMixReadPercent;
  private final SplitMix64 mix;
  private final IoOrder reads;
  private final IoOrder others;

  private IoDirection direction;
  private long place;

  IoSequence(BenchJob job, int jobIndex, long ioCount) {
    IoPattern pattern = job.pattern();
    long seed = SplitMix64.derive(job.randSeed(), jobIndex);
    unmixedDirection = pattern.direction();
    mixed = pattern.isMixed();
    rwMixReadPercent = job.rwMixReadPercent();
    mix = new SplitMix64(SplitMix64.derive(seed, 1));
    long orderSeed = SplitMix64.derive(seed, 2);
    if (!pattern.isRandom()) {
      reads = IoOrder.sequential(ioCount);
      others = IoOrder.sequential(ioCount);
    } else {
      reads =
          job.randomMap()
              ? IoOrder.permutation(ioCount, orderSeed)
              : IoOrder.uniform(ioCount, orderSeed);
      others = reads;
    }
    direction = unmixedDirection;
  }

  /** Goes on to the next I/O; to be called before the first one, too. */
  void advance() {
    direction = mixed ? mixedDirection() : unmixedDirection;
    place = (direction == IoDirection.READ ? reads : others).next();
  }

  /** What the I/O does. */
  IoDirection direction() {
    return direction;
  }

  /** Its place in the region, in I/Os. */
  long place() {
    return place;
  }

  private IoDirection mixedDirection() {
    return mix.nextBelow(100) < rwMixReadPercent ? IoDirection.READ : IoDirection.WRITE;
  }
}
