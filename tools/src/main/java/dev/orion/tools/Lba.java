package dev.orion.tools;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A block's number on the command line: decimal, or hexadecimal with 0x as lists of zones show it.
 *
 * @param block the number, unsigned
 */
record Lba(long block) {

  /** Parses it. */
  static final class Converter implements ITypeConverter<Lba> {
    @Override
    public Lba convert(String text) {
      try {
        return new Lba(
            text.startsWith("0x")
                ? Long.parseUnsignedLong(text.substring(2), 16)
                : Long.parseUnsignedLong(text));
      } catch (NumberFormatException e) {
        throw new TypeConversionException(
            "'" + text + "' is no block number; write it like 4096 or 0x1000");
      }
    }
  }
}
