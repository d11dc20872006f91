package dev.orion.tools.bench;

/**
 * Visits every place of a region once, in random order and without a map of those visited: counts
 * through the next power of two, sends each number through a keyed bijection of that power's bits,
 * and skips what lies outside the region, which is less than every second one. Another key makes
 * another order, so every pass differs.
 */
final class RandomPermutation implements IoOrder {
  private final long ioCount;
  private final long mask;
  private final int halfBits;
  private final SplitMix64 keys;

  private long firstKey;
  private long secondKey;
  private long counter;

  RandomPermutation(long ioCount, long seed) {
    this.ioCount = ioCount;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(ioCount - 1);
    mask = (1L << bits) - 1;
    halfBits = Math.max(1, (bits + 1) / 2);
    keys = new SplitMix64(seed);
    beginPass();
  }

  @Override
  public long next() {
    while (true) {
      if (counter > mask) {
        beginPass();
      }
      long place = scramble(counter++);
      if (place < ioCount) {
        return place;
      }
    }
  }

  private void beginPass() {
    counter = 0;
    firstKey = keys.nextLong();
    secondKey = keys.nextLong();
  }

  /** Adding, multiplying by an odd number and xor-shifting right are bijections modulo 2^bits. */
  private long scramble(long number) {
    long x = number + firstKey & mask;
    x = (x ^ x >>> halfBits) * 0xbf58476d1ce4e5b9L & mask;
    x = (x ^ x >>> halfBits) + secondKey & mask;
    x = x * 0x94d049bb133111ebL & mask;
    x = (x ^ x >>> halfBits) * 0xd6e8feb86659fd93L & mask;
    return x ^ x >>> halfBits;
  }
}
