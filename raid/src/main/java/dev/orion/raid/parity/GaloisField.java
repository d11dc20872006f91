package dev.orion.raid.parity;

/** GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (11Dh), in which 2 generates all but 0. */
final class GaloisField {

  /** What is left of x^8. */
  static final int POLYNOMIAL = 0x1d;

  /** Powers of 2 repeat after so many. */
  private static final int ORDER = 255;

  private static final int[] POWERS = new int[ORDER];
  private static final int[] LOGARITHMS = new int[ORDER + 1];

  static {
    int power = 1;
    for (int i = 0; i < ORDER; i++) {
      POWERS[i] = power;
      LOGARITHMS[power] = i;
      power = power << 1 ^ (power >>> 7) * (0x100 | POLYNOMIAL);
    }
  }

  private GaloisField() {}

  /** 2 to the power of any {@code exponent}. */
  static int powerOfTwo(int exponent) {
    return POWERS[Math.floorMod(exponent, ORDER)];
  }

  /** The product of two elements, which are not 0, or their quotient. */
  static int multiply(int a, int b) {
    return powerOfTwo(LOGARITHMS[a] + LOGARITHMS[b]);
  }

  /** The quotient of two elements, which are not 0. */
  static int divide(int a, int b) {
    return powerOfTwo(LOGARITHMS[a] - LOGARITHMS[b]);
  }
}
