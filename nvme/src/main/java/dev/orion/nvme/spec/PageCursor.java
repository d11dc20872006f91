package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** Takes a page of variable parts apart, and refuses parts that reach past its end. */
final class PageCursor {
  private final Layout layout;
  private final MemorySegment page;
  private long offset;

  /** Begins behind the part that the layout declares. */
  PageCursor(Layout layout, MemorySegment page) {
    layout.requireSize(page, layout.sizeBytes());
    this.layout = layout;
    this.page = page;
    this.offset = layout.sizeBytes();
  }

  /** Little-endian number of up to 8 bytes. */
  static long littleEndian(MemorySegment bytes, long offset, int lengthBytes) {
    long value = 0;
    for (int i = lengthBytes - 1; i >= 0; i--) {
      value = value << 8 | (bytes.get(ValueLayout.JAVA_BYTE, offset + i) & 0xff);
    }
    return value;
  }

  /** The next bytes, without taking them. */
  MemorySegment peek(String what, long lengthBytes) {
    if (lengthBytes < 0 || lengthBytes > page.byteSize() - offset) {
      throw layout.malformed(
          "%s at byte %d has %s bytes, and the page ends after %d"
              .formatted(
                  what, offset, Long.toUnsignedString(lengthBytes), page.byteSize() - offset));
    }
    return page.asSlice(offset, lengthBytes);
  }

  /** The next bytes. */
  MemorySegment take(String what, long lengthBytes) {
    MemorySegment part = peek(what, lengthBytes);
    offset += lengthBytes;
    return part;
  }

  /** A number in what follows, without taking it. */
  long peekNumber(String what, long at, int lengthBytes) {
    return littleEndian(peek(what, at + lengthBytes), at, lengthBytes);
  }

  /** The next number. */
  long takeNumber(String what, int lengthBytes) {
    return littleEndian(take(what, lengthBytes), 0, lengthBytes);
  }

  /** The next identifiers of two bytes each. */
  List<Integer> takeIdentifiers(String what, long count) {
    MemorySegment bytes = take(what, 2 * count);
    List<Integer> identifiers = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      identifiers.add((int) littleEndian(bytes, 2 * i, 2));
    }
    return List.copyOf(identifiers);
  }
}
