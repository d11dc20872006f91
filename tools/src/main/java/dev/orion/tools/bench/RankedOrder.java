package dev.orion.tools.bench;

/**
 * Draws ranks of popularity, and scatters them over the region: as fio, lest they be neighbours.
 */
abstract class RankedOrder implements IoOrder {
  private final long ioCount;
  private final SplitMix64 random;
  private final Scramble scramble;

  RankedOrder(long ioCount, long seed) {
    this.ioCount = ioCount;
    random = new SplitMix64(seed);
    scramble = new Scramble(ioCount, random);
  }

  /** Makes a rank from 0, the most popular place, of a number from 0 to 1. */
  abstract double rank(double uniform);

  @Override
  public final long next() {
    long rank = Math.min((long) rank(random.nextDouble()), ioCount - 1);
    return scramble.within(rank, ioCount);
  }
}
