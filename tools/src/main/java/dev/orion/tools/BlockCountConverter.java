package dev.orion.tools;

import dev.orion.tools.text.ByteSize;

/** Reads numbers of blocks: {@code 262144}, {@code 0x40000} or {@code 256K}, 1 K being 1024. */
final class BlockCountConverter extends TextConverter<Long> {
  BlockCountConverter() {
    super(BlockCountConverter::parse);
  }

  private static Long parse(String text) {
    if (!text.startsWith("0x")) {
      return ByteSize.parse(text);
    }
    try {
      return Long.parseUnsignedLong(text.substring(2), 16);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is no number of blocks", e);
    }
  }
}
