package dev.orion.pci.vfiouser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The payload of {@code REGION_READ} and {@code REGION_WRITE}: which bytes, and the bytes. */
final class RegionAccess {

  static final int HEADER_BYTES = 16;

  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private RegionAccess() {}

  static void write(MemorySegment payload, int region, long offset, int widthBytes) {
    payload.set(LONG, 0, offset);
    payload.set(INT, 8, region);
    payload.set(INT, 12, widthBytes);
  }

  static boolean is(MemorySegment payload, int region, long offset, int widthBytes) {
    return payload.get(LONG, 0) == offset
        && payload.get(INT, 8) == region
        && payload.get(INT, 12) == widthBytes;
  }

  static long data(MemorySegment payload, int widthBytes) {
    return switch (widthBytes) {
      case 1 -> Byte.toUnsignedLong(payload.get(ValueLayout.JAVA_BYTE, HEADER_BYTES));
      case 2 -> Short.toUnsignedLong(payload.get(ValueLayout.JAVA_SHORT, HEADER_BYTES));
      case 4 -> Integer.toUnsignedLong(payload.get(INT, HEADER_BYTES));
      case 8 -> payload.get(LONG, HEADER_BYTES);
      default -> throw new IllegalArgumentException("no access has " + widthBytes + " bytes");
    };
  }

  static void setData(MemorySegment payload, int widthBytes, long value) {
    switch (widthBytes) {
      case 1 -> payload.set(ValueLayout.JAVA_BYTE, HEADER_BYTES, (byte) value);
      case 2 -> payload.set(ValueLayout.JAVA_SHORT, HEADER_BYTES, (short) value);
      case 4 -> payload.set(INT, HEADER_BYTES, (int) value);
      case 8 -> payload.set(LONG, HEADER_BYTES, value);
      default -> throw new IllegalArgumentException("no access has " + widthBytes + " bytes");
    }
  }
}
