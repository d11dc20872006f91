package dev.orion.tools.bench;

/**
 * The SplitMix64 generator (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
 * 2014): one addition and two multiplications a number, no allocation, period 2^64.
 */
final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  SplitMix64(long seed) {
    state = seed;
  }

  /** A seed for something of its own, such as the n-th thread, that follows from another seed. */
  static long derive(long seed, long n) {
    return mix(mix(seed) + n * GOLDEN_GAMMA);
  }

  /** Begins another sequence. */
  void reseed(long seed) {
    state = seed;
  }

  /** The next 64 bits. */
  long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /**
   * A number from 0 to {@code bound} - 1, by the upper half of a 128-bit product instead of a
   * division (Lemire: Fast Random Integer Generation in an Interval, 2019). Without its rejection
   * step a number's probability is off by at most {@code bound} / 2^64 of itself.
   */
  long nextBelow(long bound) {
    return Math.unsignedMultiplyHigh(nextLong(), bound);
  }

  /** A number from 0 to below 1, of 53 random bits. */
  double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }
}
