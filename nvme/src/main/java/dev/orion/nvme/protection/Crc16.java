package dev.orion.nvme.protection;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * CRC-16/T10-DIF (polynomial 8BB7h, most significant bit first, initially 0), 16 bytes at a step:
 * each byte has a table of what it contributes with the bytes after it, and the contributions do
 * not wait for one another.
 */
final class Crc16 implements GuardCrc {

  private static final int POLYNOMIAL = 0x8bb7;
  private static final int STEP = 16;
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** {@code TABLE[256 * n + b]}: the CRC of byte {@code b} and {@code n} zeroes. */
  private static final char[] TABLE = table();

  private int crc;

  private static char[] table() {
    char[] table = new char[STEP * 256];
    for (int b = 0; b < 256; b++) {
      int crc = b << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 0x8000) == 0 ? crc << 1 : crc << 1 ^ POLYNOMIAL;
      }
      table[b] = (char) crc;
    }
    for (int i = 256; i < table.length; i++) {
      int before = table[i - 256];
      table[i] = (char) (before << 8 ^ table[before >>> 8]);
    }
    return table;
  }

  @Override
  public void reset() {
    crc = 0;
  }

  @Override
  public void update(MemorySegment data, long offset, long length) {
    int value = crc;
    long end = offset + length;
    long at = offset;
    for (; at <= end - STEP; at += STEP) {
      long low = data.get(WORD, at);
      long high = data.get(WORD, at + 8);
      int rest =
          (TABLE[13 * 256 + (int) (low >>> 16 & 0xff)]
                  ^ TABLE[12 * 256 + (int) (low >>> 24 & 0xff)])
              ^ (TABLE[11 * 256 + (int) (low >>> 32 & 0xff)]
                  ^ TABLE[10 * 256 + (int) (low >>> 40 & 0xff)])
              ^ (TABLE[9 * 256 + (int) (low >>> 48 & 0xff)] ^ TABLE[8 * 256 + (int) (low >>> 56)])
              ^ (TABLE[7 * 256 + (int) (high & 0xff)] ^ TABLE[6 * 256 + (int) (high >>> 8 & 0xff)])
              ^ (TABLE[5 * 256 + (int) (high >>> 16 & 0xff)]
                  ^ TABLE[4 * 256 + (int) (high >>> 24 & 0xff)])
              ^ (TABLE[3 * 256 + (int) (high >>> 32 & 0xff)]
                  ^ TABLE[2 * 256 + (int) (high >>> 40 & 0xff)])
              ^ (TABLE[256 + (int) (high >>> 48 & 0xff)] ^ TABLE[(int) (high >>> 56)]);
      value =
          rest
              ^ (TABLE[15 * 256 + (((int) low & 0xff) ^ value >>> 8)]
                  ^ TABLE[14 * 256 + (((int) low >>> 8 & 0xff) ^ (value & 0xff))]);
    }
    for (; at < end; at++) {
      int b = data.get(ValueLayout.JAVA_BYTE, at) & 0xff;
      value = (value << 8 & 0xffff) ^ TABLE[value >>> 8 ^ b];
    }
    crc = value;
  }

  @Override
  public long value() {
    return crc;
  }
}
