package dev.orion.nvme.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.protection.ProtectionMismatch.Part;
import dev.orion.nvme.spec.NvmCommand;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tuples are where and what the specification says, and nothing that is wrong with one escapes. */
class ProtectionInformationTest {

  private static final int BLOCKS = 3;
  private static final int BLOCK_BYTES = 512;
  private static final int ALL =
      NvmCommand.PRCHK_GUARD
          | NvmCommand.PRCHK_APPLICATION_TAG
          | NvmCommand.PRCHK_REFERENCE_TAG
          | NvmCommand.STC;

  private static ProtectionFormat format(
      int type, Guard guard, int storageTagBits, boolean first, int metadataBytes) {
    return new ProtectionFormat(
        type, guard, storageTagBits, -1L, first, BLOCK_BYTES, metadataBytes);
  }

  static Stream<ProtectionFormat> formats() {
    return Stream.of(
        format(1, Guard.CRC_16, 0, false, 8),
        format(2, Guard.CRC_16, 12, true, 64),
        format(3, Guard.CRC_16, 32, false, 16),
        format(1, Guard.CRC_32C, 16, false, 16),
        format(2, Guard.CRC_32C, 35, false, 64),
        format(3, Guard.CRC_32C, 64, true, 32),
        format(1, Guard.CRC_64, 0, false, 16),
        format(2, Guard.CRC_64, 20, true, 64),
        format(1, Guard.CRC_64, 48, false, 24));
  }

  private static ProtectionTags tags(ProtectionFormat format) {
    return new ProtectionTags(
        0x1234,
        0xffff,
        0x0123_4567_89ab_cdefL & ProtectionFormat.ones(format.storageTagBits()),
        0x7edc_ba98_7654_3210L & format.referenceTagMask());
  }

  private static ProtectedBlocks random(ProtectionFormat format, Random random) {
    byte[] data = new byte[BLOCKS * BLOCK_BYTES];
    byte[] metadata = new byte[BLOCKS * format.metadataBytes()];
    random.nextBytes(data);
    random.nextBytes(metadata);
    return ProtectedBlocks.separate(
        format, MemorySegment.ofArray(data), MemorySegment.ofArray(metadata));
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyFlippedBitOfATupleIsCaughtAndNamed(ProtectionFormat format) {
    long seed = new Random().nextLong();
    ProtectionInformation information = new ProtectionInformation(format);
    ProtectedBlocks blocks = random(format, new Random(seed));
    ProtectionTags tags = tags(format);
    information.generate(blocks, tags);
    assertThat(information.check(blocks, tags, ALL)).as("seed %d", seed).isNull();
    for (int block = 0; block < BLOCKS; block++) {
      int tuple = block * format.metadataBytes() + format.tupleOffset();
      for (int bit = 0; bit < format.guard().tupleBytes() * 8; bit++) {
        flip(blocks.metadata(), tuple, bit);
        ProtectionMismatch mismatch = information.check(blocks, tags, ALL);
        Part part = part(format, bit);
        if (part == Part.REFERENCE_TAG && format.type() == 3) {
          assertThat(mismatch).isNull();
        } else {
          assertThat(mismatch).as("seed %d bit %d", seed, bit).isNotNull();
          assertThat(mismatch.block()).isEqualTo(block);
          assertThat(mismatch.part()).as("seed %d bit %d", seed, bit).isEqualTo(part);
        }
        flip(blocks.metadata(), tuple, bit);
      }
    }
  }

  /** Bit {@code bit} of the tuple's bytes, counted from their most significant ends. */
  private static void flip(MemorySegment memory, long tuple, int bit) {
    long at = tuple + bit / 8;
    byte old = memory.get(ValueLayout.JAVA_BYTE, at);
    memory.set(ValueLayout.JAVA_BYTE, at, (byte) (old ^ 0x80 >>> bit % 8));
  }

  private static Part part(ProtectionFormat format, int bit) {
    int space = format.guard().spaceOffset() * 8;
    if (bit < format.guard().guardBytes() * 8) {
      return Part.GUARD;
    } else if (bit < space) {
      return Part.APPLICATION_TAG;
    }
    return bit - space < format.storageTagBits() ? Part.STORAGE_TAG : Part.REFERENCE_TAG;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void everyFlippedBitOfGuardedBytesIsCaught(ProtectionFormat format) {
    ProtectionInformation information = new ProtectionInformation(format);
    ProtectedBlocks blocks = random(format, new Random(1));
    ProtectionTags tags = tags(format);
    information.generate(blocks, tags);
    for (int bit = 0; bit < BLOCKS * BLOCK_BYTES * 8; bit++) {
      flip(blocks.data(), 0, bit);
      ProtectionMismatch mismatch = information.check(blocks, tags, ALL);
      assertThat(mismatch).isNotNull();
      assertThat(mismatch.part()).isEqualTo(Part.GUARD);
      assertThat(mismatch.block()).isEqualTo(bit / 8 / BLOCK_BYTES);
      flip(blocks.data(), 0, bit);
    }
    if (format.tupleOffset() > 0) {
      flip(blocks.metadata(), 0, 3);
      assertThat(information.check(blocks, tags, NvmCommand.PRCHK_GUARD)).isNotNull();
    } else if (!format.isAlone()) {
      flip(blocks.metadata(), format.metadataBytes() - 1, 3);
      assertThat(information.check(blocks, tags, ALL)).isNull();
    }
  }

  /** Where each field lies, byte by byte. */
  @Test
  void tuplesAreBigEndian() {
    ProtectionTags tags = new ProtectionTags(0x1122, 0xffff, 0xabc, 0x12345);
    assertThat(tuple(format(1, Guard.CRC_16, 12, false, 8), tags))
        .endsWith(0x11, 0x22, 0xab, 0xc1, 0x23, 0x45);
    assertThat(tuple(format(1, Guard.CRC_32C, 20, false, 16), tags))
        .endsWith(0x11, 0x22, 0x00, 0xab, 0xc0, 0, 0, 0, 0, 0x01, 0x23, 0x45);
    assertThat(tuple(format(1, Guard.CRC_64, 12, false, 16), tags))
        .endsWith(0x11, 0x22, 0xab, 0xc0, 0x00, 0x01, 0x23, 0x45);
  }

  private static int[] tuple(ProtectionFormat format, ProtectionTags tags) {
    MemorySegment metadata = MemorySegment.ofArray(new byte[format.metadataBytes()]);
    new ProtectionInformation(format)
        .generate(
            ProtectedBlocks.separate(
                format, MemorySegment.ofArray(new byte[BLOCK_BYTES]), metadata),
            tags);
    byte[] bytes = metadata.toArray(ValueLayout.JAVA_BYTE);
    int[] unsigned = new int[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      unsigned[i] = bytes[i] & 0xff;
    }
    return unsigned;
  }

  @ParameterizedTest
  @MethodSource("formats")
  void escapesAreHonouredByType(ProtectionFormat format) {
    ProtectionInformation information = new ProtectionInformation(format);
    ProtectedBlocks blocks = random(format, new Random(2));
    ProtectionTags tags = tags(format);
    information.generate(blocks, tags);
    flip(blocks.data(), 0, 7);
    int guardBytes = format.guard().guardBytes();
    MemorySegment tuple =
        blocks.metadata().asSlice(format.tupleOffset(), format.guard().tupleBytes());
    tuple.asSlice(guardBytes, 2).fill((byte) 0xff);
    boolean type3 = format.type() == 3 && format.referenceTagBits() > 0;
    assertThat(information.check(blocks, tags, ALL) == null).isEqualTo(!type3);
    tuple.asSlice(guardBytes).fill((byte) 0xff);
    assertThat(information.check(blocks, tags, ALL)).isNull();
    flip(tuple, guardBytes, 0);
    assertThat(information.check(blocks, tags, ALL)).isNotNull();
  }

  @Test
  void referenceTagsCountUpAndWrapInTheirBits() {
    ProtectionFormat format = format(1, Guard.CRC_16, 16, false, 8);
    ProtectionInformation information = new ProtectionInformation(format);
    ProtectedBlocks blocks = random(format, new Random(3));
    information.generate(blocks, ProtectionTags.ofReference(0xfffe).withStorageTag(0x5555));
    ValueLayout.OfInt space = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    assertThat(blocks.metadata().get(space, 4)).isEqualTo(0x5555_fffe);
    assertThat(blocks.metadata().get(space, 12)).isEqualTo(0x5555_ffff);
    assertThat(blocks.metadata().get(space, 20)).isEqualTo(0x5555_0000);
  }

  @Test
  void masksSayWhichBitsOfTagsCount() {
    ProtectionFormat format =
        new ProtectionFormat(1, Guard.CRC_16, 16, 0x00ff, false, BLOCK_BYTES, 8);
    ProtectionInformation information = new ProtectionInformation(format);
    ProtectedBlocks blocks = random(format, new Random(4));
    information.generate(blocks, new ProtectionTags(0x1234, 0, 0xab12, 9));
    assertThat(information.check(blocks, new ProtectionTags(0xff34, 0x00ff, 0xcd12, 9), ALL))
        .isNull();
    assertThat(information.check(blocks, new ProtectionTags(0xff34, 0x01ff, 0xab12, 9), ALL))
        .hasToString("block 0: its application tag is 34h and should be 134h");
    assertThat(information.check(blocks, new ProtectionTags(0x1234, 0, 0xab13, 9), ALL))
        .hasToString("block 0: its storage tag is 12h and should be 13h");
    assertThat(information.check(blocks, new ProtectionTags(0x1234, 0, 0xab12, 10), ALL))
        .hasToString("block 0: its reference tag is 9h and should be Ah");
  }

  @Test
  void extendedBlocksAreTheSameInOneBuffer() {
    ProtectionFormat format = format(1, Guard.CRC_64, 0, false, 24);
    ProtectedBlocks separate = random(format, new Random(5));
    MemorySegment buffer = MemorySegment.ofArray(new byte[BLOCKS * (BLOCK_BYTES + 24)]);
    for (int i = 0; i < BLOCKS; i++) {
      long at = i * (BLOCK_BYTES + 24L);
      MemorySegment.copy(separate.data(), (long) i * BLOCK_BYTES, buffer, at, BLOCK_BYTES);
      MemorySegment.copy(separate.metadata(), i * 24L, buffer, at + BLOCK_BYTES, 24);
    }
    ProtectionInformation information = new ProtectionInformation(format);
    ProtectedBlocks extended = ProtectedBlocks.extended(format, buffer);
    information.generate(separate, tags(format));
    information.generate(extended, tags(format));
    for (int i = 0; i < BLOCKS; i++) {
      assertThat(
              buffer
                  .asSlice(i * (BLOCK_BYTES + 24L) + BLOCK_BYTES, 24)
                  .mismatch(separate.metadata().asSlice(i * 24L, 24)))
          .isEqualTo(-1);
    }
    assertThat(information.check(extended, tags(format), ALL)).isNull();
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ProtectionFormat format = format(1, Guard.CRC_16, 12, false, 8);
    MemorySegment data = MemorySegment.ofArray(new byte[2 * BLOCK_BYTES]);
    assertThatThrownBy(
            () -> ProtectedBlocks.separate(format, data, MemorySegment.ofArray(new byte[8])))
        .hasMessage(
            "1024 bytes of data and 8 of metadata are not of the same number of blocks with 512 and"
                + " 8");
    assertThatThrownBy(() -> ProtectedBlocks.extended(format, data))
        .hasMessage("1024 bytes are no whole number of extended blocks of 520");
    ProtectedBlocks blocks =
        ProtectedBlocks.separate(format, data, MemorySegment.ofArray(new byte[16]));
    ProtectionInformation information = new ProtectionInformation(format);
    assertThatThrownBy(() -> information.generate(blocks, ProtectionTags.ofReference(1 << 20)))
        .hasMessage("reference tag 100000h has more than the 20 bits of the namespace's format");
    assertThatThrownBy(
            () -> information.check(blocks, ProtectionTags.NONE.withStorageTag(0x1000), 0))
        .hasMessage("storage tag 1000h has more than the 12 bits of the namespace's format");
    assertThatThrownBy(() -> format(1, Guard.CRC_64, 0, false, 8))
        .hasMessage("8 bytes of metadata do not hold protection information of 16 bytes");
    assertThatThrownBy(() -> format(1, Guard.CRC_32C, 0, false, 16))
        .hasMessage("a storage tag of 0 bits, where 16 to 64 are possible");
    assertThatThrownBy(() -> format(4, Guard.CRC_16, 0, false, 8))
        .hasMessage("protection type 4 is none of 1 to 3");
  }
}
