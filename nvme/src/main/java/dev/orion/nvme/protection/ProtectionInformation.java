package dev.orion.nvme.protection;

import dev.orion.nvme.protection.ProtectionMismatch.Part;
import dev.orion.nvme.spec.NvmCommand;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Generates and checks the protection information of blocks in memory, as a controller does that is
 * told to (NVM 5.2.2). It belongs to one thread, and allocates nothing unless a check fails.
 */
public final class ProtectionInformation {

  private static final int ESCAPE_APPLICATION_TAG = 0xffff;

  private static final ValueLayout.OfShort BE16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt BE32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong BE64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final ProtectionFormat format;
  private final GuardCrc crc;
  private final int tupleOffset;
  private final long referenceMask;

  /** For blocks of a format. */
  public ProtectionInformation(ProtectionFormat format) {
    this.format = format;
    this.crc = format.guard().newCrc();
    this.tupleOffset = format.tupleOffset();
    this.referenceMask = format.referenceTagMask();
  }

  /** The format of the blocks. */
  public ProtectionFormat format() {
    return format;
  }

  /**
   * Writes the tuple of each block; other metadata stays.
   *
   * @param tags of the first block; the reference tag of those after it counts up, but not in type
   *     3
   * @throws IllegalArgumentException if a tag does not fit the format
   */
  public void generate(ProtectedBlocks blocks, ProtectionTags tags) {
    tags.check(format);
    MemorySegment metadata = blocks.metadata();
    long reference = tags.referenceTag();
    for (int i = 0; i < blocks.count(); i++) {
      long tuple = i * blocks.metadataStride() + tupleOffset;
      writeGuard(metadata, tuple, guard(blocks, i));
      metadata.set(BE16, tuple + format.guard().guardBytes(), (short) tags.applicationTag());
      writeSpace(
          metadata,
          tuple + format.guard().spaceOffset(),
          format.spaceHigh(tags.storageTag()),
          format.spaceLow(tags.storageTag(), reference));
      if (format.countsReferenceTag()) {
        reference = (reference + 1) & referenceMask;
      }
    }
  }

  /**
   * Checks the tuple of each block but those that escape checking: whose application tag is FFFFh,
   * and in type 3 whose reference tag is all ones too.
   *
   * @param tags what to compare with; see {@link #generate}
   * @param checks which parts: any of {@link NvmCommand#PRCHK_GUARD}, {@link
   *     NvmCommand#PRCHK_APPLICATION_TAG}, {@link NvmCommand#PRCHK_REFERENCE_TAG} and {@link
   *     NvmCommand#STC}; type 3 has no reference tag to check
   * @return the first thing that is wrong, or null
   * @throws IllegalArgumentException if a tag does not fit the format
   */
  public @Nullable ProtectionMismatch check(
      ProtectedBlocks blocks, ProtectionTags tags, int checks) {
    tags.check(format);
    long reference = tags.referenceTag();
    for (int i = 0; i < blocks.count(); i++) {
      ProtectionMismatch mismatch = check(blocks, i, tags, reference, checks);
      if (mismatch != null) {
        return mismatch;
      }
      if (format.countsReferenceTag()) {
        reference = (reference + 1) & referenceMask;
      }
    }
    return null;
  }

  private @Nullable ProtectionMismatch check(
      ProtectedBlocks blocks, int block, ProtectionTags tags, long reference, int checks) {
    MemorySegment metadata = blocks.metadata();
    long tuple = block * blocks.metadataStride() + tupleOffset;
    int applicationTag =
        Short.toUnsignedInt(metadata.get(BE16, tuple + format.guard().guardBytes()));
    long space = tuple + format.guard().spaceOffset();
    int spaceHigh = readSpaceHigh(metadata, space);
    long spaceLow = readSpaceLow(metadata, space);
    long foundReference = spaceLow & referenceMask;
    if (applicationTag == ESCAPE_APPLICATION_TAG
        && (format.countsReferenceTag() || foundReference == referenceMask)) {
      return null;
    }
    if ((checks & NvmCommand.PRCHK_GUARD) != 0) {
      long expected = guard(blocks, block);
      long found = readGuard(metadata, tuple);
      if (found != expected) {
        return new ProtectionMismatch(block, Part.GUARD, expected, found);
      }
    }
    if ((checks & NvmCommand.PRCHK_APPLICATION_TAG) != 0) {
      int mask = tags.applicationTagMask();
      if ((applicationTag & mask) != (tags.applicationTag() & mask)) {
        return new ProtectionMismatch(
            block, Part.APPLICATION_TAG, tags.applicationTag() & mask, applicationTag & mask);
      }
    }
    if ((checks & NvmCommand.PRCHK_REFERENCE_TAG) != 0
        && format.countsReferenceTag()
        && foundReference != reference) {
      return new ProtectionMismatch(block, Part.REFERENCE_TAG, reference, foundReference);
    }
    if ((checks & NvmCommand.STC) != 0) {
      long mask = format.storageTagMask();
      long found = format.storageTag(spaceHigh, spaceLow) & mask;
      if (found != (tags.storageTag() & mask)) {
        return new ProtectionMismatch(block, Part.STORAGE_TAG, tags.storageTag() & mask, found);
      }
    }
    return null;
  }

  /** The CRC of a block's data, and of its metadata before the tuple. */
  private long guard(ProtectedBlocks blocks, int block) {
    crc.reset();
    crc.update(blocks.data(), block * blocks.dataStride(), format.blockBytes());
    if (tupleOffset > 0) {
      crc.update(blocks.metadata(), block * blocks.metadataStride(), tupleOffset);
    }
    return crc.value();
  }

  private long readGuard(MemorySegment metadata, long at) {
    return switch (format.guard()) {
      case CRC_16 -> Short.toUnsignedLong(metadata.get(BE16, at));
      case CRC_32C -> Integer.toUnsignedLong(metadata.get(BE32, at));
      case CRC_64 -> metadata.get(BE64, at);
    };
  }

  private void writeGuard(MemorySegment metadata, long at, long guard) {
    switch (format.guard()) {
      case CRC_16 -> metadata.set(BE16, at, (short) guard);
      case CRC_32C -> metadata.set(BE32, at, (int) guard);
      case CRC_64 -> metadata.set(BE64, at, guard);
    }
  }

  private long readSpaceLow(MemorySegment metadata, long at) {
    return switch (format.guard()) {
      case CRC_16 -> Integer.toUnsignedLong(metadata.get(BE32, at));
      case CRC_32C -> metadata.get(BE64, at + 2);
      case CRC_64 ->
          Short.toUnsignedLong(metadata.get(BE16, at)) << 32
              | Integer.toUnsignedLong(metadata.get(BE32, at + 2));
    };
  }

  private int readSpaceHigh(MemorySegment metadata, long at) {
    return format.guard() == Guard.CRC_32C ? Short.toUnsignedInt(metadata.get(BE16, at)) : 0;
  }

  private void writeSpace(MemorySegment metadata, long at, int high, long low) {
    switch (format.guard()) {
      case CRC_16 -> metadata.set(BE32, at, (int) low);
      case CRC_32C -> {
        metadata.set(BE16, at, (short) high);
        metadata.set(BE64, at + 2, low);
      }
      case CRC_64 -> {
        metadata.set(BE16, at, (short) (low >>> 32));
        metadata.set(BE32, at + 2, (int) low);
      }
    }
  }
}
