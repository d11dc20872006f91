package dev.orion.nvme.spec;

/**
 * One field of a data structure: where it is, what it is called and how it is shown.
 *
 * @param name the field's key in nvme-cli's JSON, which is the specification's abbreviation in
 *     lower case where it has one
 * @param label what nvme-cli's plain text calls it
 * @param offset in bytes from the start of the structure
 * @param lengthBytes 1 to 8 for {@link Kind#UNSIGNED}, 16 for {@link Kind#UNSIGNED_128} and {@link
 *     Kind#UUID}
 * @param kind how its bytes are read
 * @param format how plain text shows it
 */
public record Field(
    String name, String label, int offset, int lengthBytes, Kind kind, Format format) {
  /** How the bytes of a field are read. */
  public enum Kind {
    /** Little-endian unsigned integer. */
    UNSIGNED,
    /** Little-endian unsigned integer of 16 bytes. */
    UNSIGNED_128,
    /** ASCII padded with spaces; ends at a NUL if there is one. */
    ASCII,
    /** UTF-8 that ends at a NUL. */
    UTF_8,
    /** Bytes in the order they are shown. */
    BYTES,
    /** UUID, most significant byte first. */
    UUID
  }

  /** How plain text shows a field. */
  public enum Format {
    /** Decimal, or the text itself. */
    PLAIN,
    /** As C's {@code %#x}: {@code 0x1f}, and 0 as {@code 0}. */
    HEX,
    /** Two hexadecimal digits for each byte and nothing else. */
    HEX_DIGITS,
    /** Decimal with a percent sign. */
    PERCENT,
    /** A temperature in kelvins, shown in degrees Celsius too. */
    KELVIN,
    /** Units of 512,000 bytes, shown as bytes too. */
    DATA_UNITS
  }

  static Field decimal(String name, int offset, int lengthBytes) {
    return new Field(name, name, offset, lengthBytes, Kind.UNSIGNED, Format.PLAIN);
  }

  static Field hex(String name, int offset, int lengthBytes) {
    return decimal(name, offset, lengthBytes).shownAs(Format.HEX);
  }

  static Field decimal128(String name, int offset) {
    return new Field(name, name, offset, 16, Kind.UNSIGNED_128, Format.PLAIN);
  }

  static Field ascii(String name, int offset, int lengthBytes) {
    return new Field(name, name, offset, lengthBytes, Kind.ASCII, Format.PLAIN);
  }

  static Field utf8(String name, int offset, int lengthBytes) {
    return new Field(name, name, offset, lengthBytes, Kind.UTF_8, Format.PLAIN);
  }

  static Field bytes(String name, int offset, int lengthBytes) {
    return new Field(name, name, offset, lengthBytes, Kind.BYTES, Format.PLAIN);
  }

  static Field uuid(String name, int offset) {
    return new Field(name, name, offset, 16, Kind.UUID, Format.PLAIN);
  }

  Field shownAs(Format newFormat) {
    return new Field(name, label, offset, lengthBytes, kind, newFormat);
  }

  Field labelled(String newLabel) {
    return new Field(name, newLabel, offset, lengthBytes, kind, format);
  }
}
