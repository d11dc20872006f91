package dev.orion.tools.bench;

/**
 * I/Os of several lengths, at a limited rate, or at random places only now and then. An I/O that
 * would go beyond the region's end is shortened to end there.
 */
final class VariedSequence implements IoSequence {
  private final IoRegion region;
  private final IoOrder order;
  private final SplitMix64 mix;
  private final SplitMix64 jumps;
  private final int rwMixReadPercent;
  private final boolean mixed;
  private final boolean mixByRates;
  private final boolean random;
  private final int randomPercent;
  private final int run;
  private final Track reads;
  private final Track others;

  private Track track;
  private long block;
  private long blockCount;
  private long dueNanos;
  private int runLeft;

  VariedSequence(BenchJob job, LaneIndex lane, IoRegion region, int blockSizeBytes) {
    this.region = region;
    long seed = lane.seed(job);
    IoPattern pattern = job.pattern();
    RandomChoice choice = job.random();
    order = choice.order(region.placeCount(), SplitMix64.derive(seed, 2));
    mix = new SplitMix64(SplitMix64.derive(seed, 1));
    jumps = new SplitMix64(SplitMix64.derive(seed, 3));
    rwMixReadPercent = job.rwMixReadPercent();
    mixed = pattern.isMixed();
    mixByRates =
        mixed && job.rates().limits(IoDirection.READ) && job.rates().limits(IoDirection.WRITE);
    random = pattern.isRandom();
    randomPercent = choice.randomPercent();
    run = choice.run();
    IoDirection other = mixed ? IoDirection.WRITE : pattern.direction();
    reads = new Track(IoDirection.READ, job, lane, blockSizeBytes);
    others = new Track(other, job, lane, blockSizeBytes);
    track = mixed ? reads : others;
  }

  /** What the I/Os of one direction have in common. */
  private static final class Track {
    final IoDirection direction;
    final int[] lengths;
    final SplitMix64 draws;
    final Schedule schedule;

    /** Where the next I/O goes if it follows the one before, in blocks of the region. */
    long position;

    Track(IoDirection direction, BenchJob job, LaneIndex lane, int blockSizeBytes) {
      this.direction = direction;
      lengths = job.blockSizes().choices().of(direction).tableInBlocks(blockSizeBytes);
      draws =
          new SplitMix64(
              SplitMix64.derive(
                  lane.seedOfJob(job), job.pattern().isMixed() ? direction.index() : 0));
      schedule = Schedule.of(job.rates(), direction, lane, job, blockSizeBytes);
    }

    int nextLength() {
      return lengths.length == 1 ? lengths[0] : lengths[(int) draws.nextBelow(lengths.length)];
    }
  }

  @Override
  public void advance() {
    track = nextTrack();
    long start = jumps() ? order.next() * region.blocksPerPlace() : track.position;
    start = start >= region.blockCount() ? 0 : start;
    blockCount = Math.min(track.nextLength(), region.blockCount() - start);
    block = region.firstBlock() + start;
    track.position = start + blockCount;
    dueNanos = track.schedule.next(blockCount);
  }

  /** If both directions have a rate, the one that is due first: then the rates make the mix. */
  private Track nextTrack() {
    if (!mixed) {
      return others;
    }
    if (mixByRates) {
      return reads.schedule.dueNanos() <= others.schedule.dueNanos() ? reads : others;
    }
    return mix.nextBelow(100) < rwMixReadPercent ? reads : others;
  }

  private boolean jumps() {
    if (!random) {
      return false;
    }
    if (runLeft > 0) {
      runLeft--;
      return false;
    }
    runLeft = run - 1;
    return randomPercent == 100 || jumps.nextBelow(100) < randomPercent;
  }

  @Override
  public IoDirection direction() {
    return track.direction;
  }

  @Override
  public long block() {
    return block;
  }

  @Override
  public long blockCount() {
    return blockCount;
  }

  @Override
  public long dueNanos() {
    return dueNanos;
  }
}
