package dev.orion.nvme.protection;

/**
 * How a namespace's blocks are protected.
 *
 * @param type protection type, 1 to 3: 1 and 2 count a reference tag up with the blocks, which in
 *     type 1 is the lower bits of the LBA; 3 does not look at it
 * @param guard which CRC, and how long a tuple is
 * @param storageTagBits Storage Tag Size (STS): upper bits of the Storage and Reference Space
 * @param storageTagMask bits of the storage tag that checks look at (LBSTM)
 * @param isFirst whether the tuple is the first bytes of the metadata, not the last
 * @param blockBytes data of a block
 * @param metadataBytes metadata of a block, the tuple included
 */
public record ProtectionFormat(
    int type,
    Guard guard,
    int storageTagBits,
    long storageTagMask,
    boolean isFirst,
    int blockBytes,
    int metadataBytes) {

  /**
   * Checks that there is such a format.
   *
   * @throws IllegalArgumentException that says what does not fit
   */
  public ProtectionFormat {
    if (type < 1 || type > 3) {
      throw new IllegalArgumentException("protection type %d is none of 1 to 3".formatted(type));
    }
    if (metadataBytes < guard.tupleBytes()) {
      throw new IllegalArgumentException(
          "%d bytes of metadata do not hold protection information of %d bytes"
              .formatted(metadataBytes, guard.tupleBytes()));
    }
    if (storageTagBits < guard.minStorageTagBits() || storageTagBits > guard.maxStorageTagBits()) {
      throw new IllegalArgumentException(
          "a storage tag of %d bits, where %d to %d are possible"
              .formatted(storageTagBits, guard.minStorageTagBits(), guard.maxStorageTagBits()));
    }
  }

  /** Whether metadata is nothing but protection information. */
  public boolean isAlone() {
    return metadataBytes == guard.tupleBytes();
  }

  /** Where in a block's metadata the tuple begins. */
  public int tupleOffset() {
    return isFirst ? 0 : metadataBytes - guard.tupleBytes();
  }

  /** Bits of the reference tag: what the storage tag leaves. */
  public int referenceTagBits() {
    return guard.spaceBits() - storageTagBits;
  }

  /** The bits that a reference tag has, and counts in. */
  public long referenceTagMask() {
    return ones(referenceTagBits());
  }

  /** Whether the reference tag counts up with the blocks. */
  public boolean countsReferenceTag() {
    return type != 3;
  }

  /** Storage and reference tag as one number: its lower 64 bits. */
  public long spaceLow(long storageTag, long referenceTag) {
    int shift = referenceTagBits();
    return (shift == Long.SIZE ? 0 : storageTag << shift) | (referenceTag & referenceTagMask());
  }

  /** Storage and reference tag as one number: its upper 16 bits, which only CRC-32C tuples have. */
  public int spaceHigh(long storageTag) {
    return guard == Guard.CRC_32C
        ? (int) (storageTag >>> (Long.SIZE - referenceTagBits())) & 0xffff
        : 0;
  }

  /** The storage tag in a space of these two parts. */
  long storageTag(int spaceHigh, long spaceLow) {
    int shift = referenceTagBits();
    long low = shift == Long.SIZE ? 0 : spaceLow >>> shift;
    long high = guard == Guard.CRC_32C ? (long) spaceHigh << (Long.SIZE - shift) : 0;
    return low | high;
  }

  /** As many bits set, from the least significant one on. */
  static long ones(int bits) {
    return bits == 0 ? 0 : -1L >>> (Long.SIZE - bits);
  }
}
