package dev.orion.nvme.spec;

/**
 * The 16-byte SGL descriptor (Base 4.1.2) as two little-endian 8-byte halves: the low half is the
 * address, the high half the length and type.
 */
public final class SglDescriptor {
  /** Bytes in a descriptor. */
  public static final int SIZE_BYTES = 16;

  /** SGL Descriptor Type: Data Block. */
  public static final int TYPE_DATA_BLOCK = 0x0;

  /** SGL Descriptor Type: Bit Bucket, data that the host does not want. */
  public static final int TYPE_BIT_BUCKET = 0x1;

  /** SGL Descriptor Type: Segment, the next list of descriptors. */
  public static final int TYPE_SEGMENT = 0x2;

  /** SGL Descriptor Type: Last Segment. */
  public static final int TYPE_LAST_SEGMENT = 0x3;

  private SglDescriptor() {}

  /**
   * The high half, with sub type 0 (the low half is an address).
   *
   * @param type {@code TYPE_}
   * @param lengthBytes 0 to 2^32 - 1
   */
  public static long high(int type, long lengthBytes) {
    return lengthBytes | (long) type << 60;
  }
}
