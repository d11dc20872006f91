package dev.orion.tools.bench;

/** In which order the I/Os of a region come. Endless: it begins again after the last. */
public interface IoOrder {

  /** The next I/O's place in the region, 0 to {@code ioCount} - 1. */
  long next();

  /** One after the other. */
  static IoOrder sequential(long ioCount) {
    return new IoOrder() {
      private long next;

      @Override
      public long next() {
        long current = next;
        next = current + 1 == ioCount ? 0 : current + 1;
        return current;
      }
    };
  }

  /** Independent draws: some come twice before others come once. */
  static IoOrder uniform(long ioCount, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    return () -> random.nextBelow(ioCount);
  }

  /** Every one once in random order, then all again in another; see {@link RandomPermutation}. */
  static IoOrder permutation(long ioCount, long seed) {
    return new RandomPermutation(ioCount, seed);
  }
}
