package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VerifyPatternTest {
  private static final int LENGTH = 512;
  private static final long OFFSET = 0x1234_5678_9a00L;
  private static final long RUN = 0xfeed_beefL;

  private final VerifyPattern pattern = new VerifyPattern();
  private final byte[] array = new byte[LENGTH];
  private final MemorySegment data = MemorySegment.ofArray(array);
  private final ByteBuffer bytes = ByteBuffer.wrap(array);

  @BeforeEach
  void fill() {
    pattern.fill(data, bytes, LENGTH, OFFSET, RUN);
  }

  @Test
  void layoutIsTheDocumentedOne() {
    ByteBuffer written = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(new String(array, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("ORIONVFY");
    assertThat(written.getLong(8)).isEqualTo(OFFSET);
    assertThat(written.getLong(16)).isEqualTo(RUN);
    assertThat(written.getInt(24)).isEqualTo(LENGTH);
    CRC32C crc = new CRC32C();
    crc.update(array, 0, 28);
    crc.update(array, 32, LENGTH - 32);
    assertThat(written.getInt(28)).isEqualTo((int) crc.getValue());
  }

  @Test
  void acceptsWhatItWrote() {
    assertThat(pattern.check(data, bytes, LENGTH, OFFSET, RUN)).isNull();
    assertThat(pattern.check(data, bytes, LENGTH, OFFSET, null)).isNull();
  }

  @Test
  void findsEveryFlippedBitAndSaysWhere() {
    for (int at = 0; at < LENGTH; at++) {
      for (int bit = 0; bit < 8; bit++) {
        int written = array[at] & 0xff;
        array[at] ^= (byte) (1 << bit);
        assertThat(pattern.check(data, bytes, LENGTH, OFFSET, null)).as("byte %d", at).isNotNull();
        assertThat(pattern.check(data, bytes, LENGTH, OFFSET, RUN))
            .contains("wrong data at offset %d: byte %d".formatted(OFFSET + at, at))
            .contains("is 0x%02x, 0x%02x was written".formatted(written ^ 1 << bit, written));
        array[at] ^= (byte) (1 << bit);
      }
    }
  }

  @Test
  void leavesTheRestOfALongerBufferAlone() {
    byte[] longer = new byte[2 * LENGTH];
    pattern.fill(MemorySegment.ofArray(longer), ByteBuffer.wrap(longer), LENGTH, OFFSET, RUN);
    assertThat(Arrays.copyOf(longer, LENGTH)).isEqualTo(array);
    assertThat(Arrays.copyOfRange(longer, LENGTH, 2 * LENGTH)).containsOnly(0);
    assertThat(
            pattern.check(
                MemorySegment.ofArray(longer), ByteBuffer.wrap(longer), LENGTH, OFFSET, RUN))
        .isNull();
  }

  @Test
  void findsDataOfAnotherPlaceAndOfAnEarlierRun() {
    assertThat(pattern.check(data, bytes, LENGTH, OFFSET + LENGTH, RUN))
        .contains("belongs to offset " + OFFSET);
    assertThat(pattern.check(data, bytes, LENGTH, OFFSET + LENGTH, null))
        .contains("belongs to offset " + OFFSET);
    assertThat(pattern.check(data, bytes, LENGTH, OFFSET, RUN + 1))
        .contains("an earlier run wrote it");
  }

  @Test
  void saysWhatToDoAboutOtherData() {
    byte[] other = new byte[LENGTH];
    assertThat(
            pattern.check(
                MemorySegment.ofArray(other), ByteBuffer.wrap(other), LENGTH, OFFSET, null))
        .contains("write the data with --verify=crc32c first");
    byte[] longer = Arrays.copyOf(array, 2 * LENGTH);
    assertThat(
            pattern.check(
                MemorySegment.ofArray(longer), ByteBuffer.wrap(longer), 2 * LENGTH, OFFSET, null))
        .contains("read it with --bs=512");
  }
}
