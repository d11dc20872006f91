package dev.orion.nvme.protection;

import dev.orion.nvme.spec.IdentifyNamespaceNvm;
import java.util.Arrays;
import java.util.Optional;

/**
 * Protection Information Formats (NVM 5.2.1): which CRC guards a block, and how its tuple of Guard,
 * Application Tag, and Storage and Reference Space is divided.
 */
public enum Guard {
  /** CRC-16/T10-DIF; tuples of 8 bytes with 32 bits for storage and reference tags. */
  CRC_16(IdentifyNamespaceNvm.PIF_16_BIT_GUARD, 2, 4, 0, 32),

  /** CRC-32C; tuples of 16 bytes with 80 bits for storage and reference tags. */
  CRC_32C(IdentifyNamespaceNvm.PIF_32_BIT_GUARD, 4, 10, 16, 64),

  /** The 64-bit NVM Express CRC; tuples of 16 bytes with 48 bits for storage and reference tags. */
  CRC_64(IdentifyNamespaceNvm.PIF_64_BIT_GUARD, 8, 6, 0, 48);

  private static final int APPLICATION_TAG_BYTES = 2;

  private final int code;
  private final int guardBytes;
  private final int spaceBytes;
  private final int minStorageTagBits;
  private final int maxStorageTagBits;

  Guard(int code, int guardBytes, int spaceBytes, int minStorageTagBits, int maxStorageTagBits) {
    this.code = code;
    this.guardBytes = guardBytes;
    this.spaceBytes = spaceBytes;
    this.minStorageTagBits = minStorageTagBits;
    this.maxStorageTagBits = maxStorageTagBits;
  }

  /** The format with this Protection Information Format (PIF), or empty if none is defined. */
  public static Optional<Guard> of(int pif) {
    return Arrays.stream(values()).filter(guard -> guard.code == pif).findFirst();
  }

  /** Bytes of a tuple. */
  public int tupleBytes() {
    return guardBytes + APPLICATION_TAG_BYTES + spaceBytes;
  }

  /** Bytes of the Guard, which a tuple begins with. */
  int guardBytes() {
    return guardBytes;
  }

  /** Bits of Storage Tag and Reference Tag together. */
  int spaceBits() {
    return spaceBytes * Byte.SIZE;
  }

  /** Where in a tuple the Storage and Reference Space begins. */
  int spaceOffset() {
    return guardBytes + APPLICATION_TAG_BYTES;
  }

  int minStorageTagBits() {
    return minStorageTagBits;
  }

  int maxStorageTagBits() {
    return maxStorageTagBits;
  }

  /** A calculator of this CRC, for one thread. */
  GuardCrc newCrc() {
    return switch (this) {
      case CRC_16 -> new Crc16();
      case CRC_32C -> new Crc32c();
      case CRC_64 -> new Crc64();
    };
  }
}
