package dev.orion.tools;

import dev.orion.tools.text.ByteSize;

/** Reads sizes such as {@code 4096}, {@code 4K} or {@code 1G}. */
final class ByteSizeConverter extends TextConverter<Long> {
  ByteSizeConverter() {
    super(ByteSize::parse);
  }
}
