package dev.orion.nvme.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The CRCs give what the specifications publish, and what their definitions give bit by bit. */
class GuardCrcTest {

  private static final int BLOCK_BYTES = 4096;

  /** A CRC as its definition has it: one bit at a time. */
  private static long bitByBit(Guard guard, byte[] bytes) {
    return switch (guard) {
      case CRC_16 -> {
        int crc = 0;
        for (byte b : bytes) {
          crc ^= (b & 0xff) << 8;
          for (int bit = 0; bit < 8; bit++) {
            crc = (crc & 0x8000) == 0 ? crc << 1 : (crc << 1 ^ 0x8bb7) & 0xffff;
          }
        }
        yield crc & 0xffff;
      }
      case CRC_32C -> ~reflected(0xffff_ffffL, 0x82f6_3b78L, bytes) & 0xffff_ffffL;
      case CRC_64 -> ~reflected(-1L, 0x9a6c_9329_ac4b_c9b5L, bytes);
    };
  }

  private static long reflected(long initial, long polynomial, byte[] bytes) {
    long crc = initial;
    for (byte b : bytes) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ polynomial;
      }
    }
    return crc;
  }

  private static long crc(Guard guard, byte[] bytes) {
    GuardCrc crc = guard.newCrc();
    crc.reset();
    crc.update(MemorySegment.ofArray(bytes), 0, bytes.length);
    return crc.value();
  }

  private static byte[] bytes(int length, IntUnaryOperator content) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) content.applyAsInt(i);
    }
    return bytes;
  }

  /** NVM 5.2.1.3.3, and the catalogues' check value. */
  @Test
  void published64BitValues() {
    assertThat(crc(Guard.CRC_64, bytes(BLOCK_BYTES, _ -> 0))).isEqualTo(0x6482_d367_eb22_b64eL);
    assertThat(crc(Guard.CRC_64, bytes(BLOCK_BYTES, _ -> 0xff))).isEqualTo(0xc0dd_ba73_02ec_a3acL);
    assertThat(crc(Guard.CRC_64, bytes(BLOCK_BYTES, i -> i))).isEqualTo(0x3e72_9f5f_6750_449cL);
    assertThat(crc(Guard.CRC_64, bytes(BLOCK_BYTES, i -> 255 - i)))
        .isEqualTo(0x9a2d_f64b_8e9e_517eL);
    assertThat(crc(Guard.CRC_64, "123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0xae8b_1486_0a79_9888L);
  }

  /** NVM 5.2.1.2.3, RFC 3720 B.4, and the catalogues' check value. */
  @Test
  void published32BitValues() {
    assertThat(crc(Guard.CRC_32C, bytes(BLOCK_BYTES, _ -> 0))).isEqualTo(0x98f9_4189L);
    assertThat(crc(Guard.CRC_32C, bytes(BLOCK_BYTES, _ -> 0xff))).isEqualTo(0x25c1_fe13L);
    assertThat(crc(Guard.CRC_32C, bytes(BLOCK_BYTES, i -> i))).isEqualTo(0x9c71_fe32L);
    assertThat(crc(Guard.CRC_32C, bytes(BLOCK_BYTES, i -> 255 - i))).isEqualTo(0x2149_41a8L);
    assertThat(crc(Guard.CRC_32C, bytes(32, _ -> 0))).isEqualTo(0x8a91_36aaL);
    assertThat(crc(Guard.CRC_32C, "123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0xe306_9283L);
  }

  /** SBC-3 4.22.4 (table of CRC test cases), and the catalogues' check value. */
  @Test
  void published16BitValues() {
    assertThat(crc(Guard.CRC_16, bytes(32, _ -> 0))).isZero();
    assertThat(crc(Guard.CRC_16, bytes(32, _ -> 0xff))).isEqualTo(0xa293);
    assertThat(crc(Guard.CRC_16, bytes(32, i -> i))).isEqualTo(0x0224);
    assertThat(crc(Guard.CRC_16, bytes(32, i -> i < 2 ? 0xff : 0))).isEqualTo(0x21b8);
    assertThat(crc(Guard.CRC_16, bytes(32, i -> 255 - i))).isEqualTo(0xa0b7);
    assertThat(crc(Guard.CRC_16, "123456789".getBytes(StandardCharsets.US_ASCII)))
        .isEqualTo(0xd0db);
  }

  /** Any length, at any address, in any pieces, on the heap and off it. */
  @ParameterizedTest
  @EnumSource
  void equalsTheDefinitionBitByBit(Guard guard) {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    GuardCrc crc = guard.newCrc();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(16_384);
      for (int round = 0; round < 300; round++) {
        byte[] bytes = new byte[random.nextInt(round % 10 == 0 ? 9000 : 100)];
        random.nextBytes(bytes);
        int at = random.nextInt(64);
        MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, at, bytes.length);
        int cut = random.nextInt(bytes.length + 1);
        crc.reset();
        crc.update(memory, at, cut);
        crc.update(memory, at + cut, bytes.length - cut);
        long expected = bitByBit(guard, bytes);
        assertThat(crc.value()).as("seed %d round %d", seed, round).isEqualTo(expected);
        assertThat(crc(guard, bytes)).isEqualTo(expected);
      }
    }
  }
}
