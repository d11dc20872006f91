package dev.orion.tools;

/**
 * A block's number on the command line: decimal, or hexadecimal with 0x as lists of zones show it.
 *
 * @param block the number, unsigned
 */
record Lba(long block) {

  private static Lba parse(String text) {
    try {
      return new Lba(
          text.startsWith("0x")
              ? Long.parseUnsignedLong(text.substring(2), 16)
              : Long.parseUnsignedLong(text));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' is no block number; write it like 4096 or 0x1000", e);
    }
  }

  /** Reads it. */
  static final class Converter extends TextConverter<Lba> {
    Converter() {
      super(Lba::parse);
    }
  }
}
