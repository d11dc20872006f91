package dev.orion.nvme.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Some bits of a field, and what they say.
 *
 * @param high the highest bit
 * @param low the lowest bit
 * @param meaning what a value of these bits says
 * @param isReserved whether they say something only if they are not 0
 */
record BitField(int high, int low, LongFunction<String> meaning, boolean isReserved) {

  /** A bit that is set or not. */
  static BitField flag(int bit, String whenSet, String whenClear) {
    return new BitField(bit, bit, value -> value == 0 ? whenClear : whenSet, false);
  }

  /** A bit for what is supported or not. */
  static BitField supported(int bit, String what) {
    return flag(bit, what + " Supported", what + " Not Supported");
  }

  /** Bits that the specification says nothing of. */
  static BitField reserved(int high, int low) {
    return new BitField(high, low, _ -> "Reserved", true);
  }

  /** A number. */
  static BitField number(int high, int low, String what) {
    return new BitField(high, low, _ -> what, false);
  }

  /** One of some meanings, by its number; the last one is for all numbers above. */
  static BitField choice(int high, int low, String... meanings) {
    return new BitField(
        high, low, value -> meanings[(int) Math.min(value, meanings.length - 1)], false);
  }

  /** A line for each part of a field's value, as nvme-cli's {@code -H} has them. */
  static List<String> lines(List<BitField> parts, long field) {
    List<String> lines = new ArrayList<>();
    for (BitField part : parts) {
      long value = (field >>> part.low) & ((1L << (part.high - part.low + 1)) - 1);
      if (value != 0 || !part.isReserved) {
        String bits = "[%d:%d]".formatted(part.high, part.low);
        lines.add("%7s : %s\t%s".formatted(bits, FieldText.hex(value), part.meaning.apply(value)));
      }
    }
    lines.add("");
    return lines;
  }
}
