package dev.orion.tools.bench;

/** A keyed bijection of the numbers of so many bits as a region's places need. */
final class Scramble {
  private final long mask;
  private final int halfBits;

  private long firstKey;
  private long secondKey;

  /** For places 0 to {@code count} - 1. */
  Scramble(long count, SplitMix64 keys) {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(count - 1);
    mask = (1L << bits) - 1;
    halfBits = Math.max(1, (bits + 1) / 2);
    changeKeys(keys);
  }

  /** Makes another bijection of it. */
  void changeKeys(SplitMix64 keys) {
    firstKey = keys.nextLong();
    secondKey = keys.nextLong();
  }

  /** The largest number it knows, which is less than twice the count. */
  long mask() {
    return mask;
  }

  /** Adding, multiplying by an odd number and xor-shifting right are bijections modulo 2^bits. */
  long of(long number) {
    long x = number + firstKey & mask;
    x = (x ^ x >>> halfBits) * 0xbf58476d1ce4e5b9L & mask;
    x = (x ^ x >>> halfBits) + secondKey & mask;
    x = x * 0x94d049bb133111ebL & mask;
    x = (x ^ x >>> halfBits) * 0xd6e8feb86659fd93L & mask;
    return x ^ x >>> halfBits;
  }

  /** The same on the numbers below {@code count} alone: goes on until it is back among them. */
  long within(long number, long count) {
    long place = of(number);
    while (place >= count) {
      place = of(place);
    }
    return place;
  }
}
