package dev.orion.tools.bench;

/**
 * Visits every place of a region once, in random order and without a map of those visited: counts
 * through the next power of two, sends each number through a keyed bijection of that power's bits,
 * and skips what lies outside the region, which is less than every second one. Another key makes
 * another order, so every pass differs.
 */
final class RandomPermutation implements IoOrder {
  private final long ioCount;
  private final SplitMix64 keys;
  private final Scramble scramble;

  private long counter;

  RandomPermutation(long ioCount, long seed) {
    this.ioCount = ioCount;
    keys = new SplitMix64(seed);
    scramble = new Scramble(ioCount, keys);
  }

  @Override
  public long next() {
    while (true) {
      if (counter > scramble.mask()) {
        counter = 0;
        scramble.changeKeys(keys);
      }
      long place = scramble.of(counter++);
      if (place < ioCount) {
        return place;
      }
    }
  }
}
