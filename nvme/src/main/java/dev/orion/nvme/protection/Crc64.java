package dev.orion.nvme.protection;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The 64-bit NVM Express CRC (polynomial AD93D23594C93659h, least significant bit first, which is
 * 9A6C9329AC4BC9B5h reflected; initially and finally inverted), 16 bytes at a step as {@link
 * Crc16}.
 */
final class Crc64 implements GuardCrc {

  private static final long REFLECTED_POLYNOMIAL = 0x9a6c_9329_ac4b_c9b5L;
  private static final int STEP = 16;
  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** {@code TABLE[256 * n + b]}: the CRC register after byte {@code b} and {@code n} zeroes. */
  private static final long[] TABLE = table();

  private long crc;

  Crc64() {
    reset();
  }

  private static long[] table() {
    long[] table = new long[STEP * 256];
    for (int b = 0; b < 256; b++) {
      long crc = b;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ REFLECTED_POLYNOMIAL;
      }
      table[b] = crc;
    }
    for (int i = 256; i < table.length; i++) {
      long before = table[i - 256];
      table[i] = before >>> 8 ^ table[(int) before & 0xff];
    }
    return table;
  }

  @Override
  public void reset() {
    crc = -1;
  }

  @Override
  public void update(MemorySegment data, long offset, long length) {
    long value = crc;
    long end = offset + length;
    long at = offset;
    for (; at <= end - STEP; at += STEP) {
      long low = data.get(WORD, at) ^ value;
      long high = data.get(WORD, at + 8);
      long rest =
          ((TABLE[7 * 256 + (int) (high & 0xff)] ^ TABLE[6 * 256 + (int) (high >>> 8 & 0xff)])
                  ^ (TABLE[5 * 256 + (int) (high >>> 16 & 0xff)]
                      ^ TABLE[4 * 256 + (int) (high >>> 24 & 0xff)]))
              ^ ((TABLE[3 * 256 + (int) (high >>> 32 & 0xff)]
                      ^ TABLE[2 * 256 + (int) (high >>> 40 & 0xff)])
                  ^ (TABLE[256 + (int) (high >>> 48 & 0xff)] ^ TABLE[(int) (high >>> 56)]));
      value =
          rest
              ^ (((TABLE[15 * 256 + (int) (low & 0xff)]
                          ^ TABLE[14 * 256 + (int) (low >>> 8 & 0xff)])
                      ^ (TABLE[13 * 256 + (int) (low >>> 16 & 0xff)]
                          ^ TABLE[12 * 256 + (int) (low >>> 24 & 0xff)]))
                  ^ ((TABLE[11 * 256 + (int) (low >>> 32 & 0xff)]
                          ^ TABLE[10 * 256 + (int) (low >>> 40 & 0xff)])
                      ^ (TABLE[9 * 256 + (int) (low >>> 48 & 0xff)]
                          ^ TABLE[8 * 256 + (int) (low >>> 56)])));
    }
    for (; at < end; at++) {
      int b = data.get(ValueLayout.JAVA_BYTE, at) & 0xff;
      value = value >>> 8 ^ TABLE[((int) value ^ b) & 0xff];
    }
    crc = value;
  }

  @Override
  public long value() {
    return ~crc;
  }
}
