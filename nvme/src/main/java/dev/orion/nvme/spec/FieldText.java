package dev.orion.nvme.spec;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/** Field values as nvme-cli's plain text shows them. */
final class FieldText {
  private static final int KELVIN_AT_0_CELSIUS = 273;
  private static final BigInteger DATA_UNIT_BYTES = BigInteger.valueOf(1000 * 512);
  private static final String SI_PREFIXES = " kMGTPEZYRQ";

  private FieldText() {}

  static String of(Field field, Object value) {
    return switch (field.format()) {
      case PLAIN -> value.toString();
      case HEX -> hex(new BigInteger(value.toString()));
      case HEX_DIGITS ->
          ("%0" + 2 * field.lengthBytes() + "x").formatted(new BigInteger(value.toString()));
      case PERCENT -> value + "%";
      case KELVIN -> temperature((Long) value);
      case DATA_UNITS -> value + " (" + bytes(new BigInteger(value.toString())) + ")";
    };
  }

  /** As C's {@code %#x}. */
  static String hex(BigInteger value) {
    return value.signum() == 0 ? "0" : "0x" + value.toString(16);
  }

  /** As C's {@code %#x}; {@code value} is unsigned. */
  static String hex(long value) {
    return value == 0 ? "0" : "0x" + Long.toHexString(value);
  }

  static String temperature(long kelvin) {
    return "%d°C (%d Kelvin)".formatted(kelvin - KELVIN_AT_0_CELSIUS, kelvin);
  }

  /** 32 hexadecimal digits as RFC 4122 groups them. */
  static String uuid(String hex) {
    return String.join(
        "-",
        hex.substring(0, 8),
        hex.substring(8, 12),
        hex.substring(12, 16),
        hex.substring(16, 20),
        hex.substring(20));
  }

  /** All 8 bytes of a firmware revision, with a '.' for each that is blank or not printable. */
  static String firmwareRevision(long raw) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Long.BYTES; i++) {
      char c = (char) ((raw >>> (8 * i)) & 0xff);
      text.append(c >= '!' && c <= '~' ? c : '.');
    }
    return text.toString();
  }

  private static String bytes(BigInteger dataUnits) {
    BigDecimal scaled = new BigDecimal(dataUnits.multiply(DATA_UNIT_BYTES));
    int prefix = 0;
    while (prefix < SI_PREFIXES.length() - 1 && scaled.compareTo(BigDecimal.valueOf(1000)) >= 0) {
      scaled = scaled.movePointLeft(3);
      prefix++;
    }
    String number = scaled.setScale(2, RoundingMode.HALF_EVEN).toPlainString();
    return number + " " + (prefix == 0 ? "" : SI_PREFIXES.charAt(prefix)) + "B";
  }
}
