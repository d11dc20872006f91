package dev.orion.tools;

/**
 * Unsigned numbers on the command line: decimal, or hexadecimal with 0x, as nvme-cli takes them.
 */
final class UnsignedNumber {
  private UnsignedNumber() {}

  private static long parse(String text, int bits) {
    try {
      long number =
          text.startsWith("0x") || text.startsWith("0X")
              ? Long.parseUnsignedLong(text.substring(2), 16)
              : Long.parseUnsignedLong(text);
      if (bits < Long.SIZE && number >>> bits != 0) {
        throw new IllegalArgumentException("'%s' has more than %d bits".formatted(text, bits));
      }
      return number;
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number; write it like 10 or 0xa", e);
    }
  }

  /** Reads numbers of 8 bits. */
  static final class OfByte extends TextConverter<Integer> {
    OfByte() {
      super(text -> (int) parse(text, Byte.SIZE));
    }
  }

  /** Reads numbers of 16 bits. */
  static final class OfShort extends TextConverter<Integer> {
    OfShort() {
      super(text -> (int) parse(text, Short.SIZE));
    }
  }

  /** Reads numbers of 32 bits. */
  static final class OfInt extends TextConverter<Integer> {
    OfInt() {
      super(text -> (int) parse(text, Integer.SIZE));
    }
  }

  /** Reads numbers of 64 bits. */
  static final class OfLong extends TextConverter<Long> {
    OfLong() {
      super(text -> parse(text, Long.SIZE));
    }
  }
}
