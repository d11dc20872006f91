package dev.orion.nvme.spec;

/** Bit-field arithmetic that the register and command classes share. */
final class Bits {
  private Bits() {}

  static int get(int word, int shift, int width) {
    return (word >>> shift) & ((1 << width) - 1);
  }

  static int get(long word, int shift, int width) {
    return (int) (word >>> shift) & ((1 << width) - 1);
  }

  static boolean isSet(long word, int shift) {
    return (word >>> shift & 1) != 0;
  }

  static int bit(boolean set, int shift) {
    return set ? 1 << shift : 0;
  }

  /** The value moved to its place, or an error naming the field if it does not fit. */
  static int put(String field, int value, int shift, int width) {
    if (value >>> width != 0) {
      throw new IllegalArgumentException(
          field + " is " + value + ", must be 0 to " + ((1 << width) - 1));
    }
    return value << shift;
  }

  static int replace(String field, int word, int value, int shift, int width) {
    int mask = ((1 << width) - 1) << shift;
    return (word & ~mask) | put(field, value, shift, width);
  }
}
