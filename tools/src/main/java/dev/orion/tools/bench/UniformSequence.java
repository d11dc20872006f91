package dev.orion.tools.bench;

/** I/Os of one length, as fast as they go, either all in order or all at random places. */
final class UniformSequence implements IoSequence {
  private final IoDirection unmixedDirection;
  private final boolean mixed;
  private final int rwMixReadPercent;
  private final SplitMix64 mix;
  private final IoOrder reads;
  private final IoOrder others;
  private final IoRegion region;

  private IoDirection direction;
  private long place;

  UniformSequence(BenchJob job, LaneIndex lane, IoRegion region) {
    IoPattern pattern = job.pattern();
    this.region = region;
    long seed = lane.seed(job);
    unmixedDirection = pattern.direction();
    mixed = pattern.isMixed();
    rwMixReadPercent = job.rwMixReadPercent();
    mix = new SplitMix64(SplitMix64.derive(seed, 1));
    if (pattern.isRandom()) {
      reads = job.random().order(region.placeCount(), SplitMix64.derive(seed, 2));
      others = reads;
    } else {
      reads = IoOrder.sequential(region.placeCount());
      others = IoOrder.sequential(region.placeCount());
    }
    direction = unmixedDirection;
  }

  @Override
  public void advance() {
    direction = mixed ? mixedDirection() : unmixedDirection;
    place = (direction == IoDirection.READ ? reads : others).next();
  }

  private IoDirection mixedDirection() {
    return mix.nextBelow(100) < rwMixReadPercent ? IoDirection.READ : IoDirection.WRITE;
  }

  @Override
  public IoDirection direction() {
    return direction;
  }

  @Override
  public long block() {
    return region.blockOf(place);
  }

  @Override
  public long blockCount() {
    return region.blocksPerPlace();
  }

  @Override
  public long dueNanos() {
    return 0;
  }
}
