package dev.orion.nvme.protection;

import java.lang.foreign.MemorySegment;

/**
 * Blocks with their metadata in memory.
 *
 * @param data where the data of block 0 begin; those of the next are {@code dataStride} bytes on
 * @param dataStride in bytes
 * @param metadata where the metadata of block 0 begin; those of the next are {@code metadataStride}
 *     bytes on
 * @param metadataStride in bytes
 * @param count how many blocks
 */
public record ProtectedBlocks(
    MemorySegment data, long dataStride, MemorySegment metadata, long metadataStride, int count) {

  /**
   * Blocks whose metadata is in a buffer of its own.
   *
   * @throws IllegalArgumentException if the buffers are not of the same number of whole blocks
   */
  public static ProtectedBlocks separate(
      ProtectionFormat format, MemorySegment data, MemorySegment metadata) {
    int count = Math.toIntExact(data.byteSize() / format.blockBytes());
    if (count == 0
        || data.byteSize() != (long) count * format.blockBytes()
        || metadata.byteSize() != (long) count * format.metadataBytes()) {
      throw new IllegalArgumentException(
          "%d bytes of data and %d of metadata are not of the same number of blocks with %d and %d"
              .formatted(
                  data.byteSize(),
                  metadata.byteSize(),
                  format.blockBytes(),
                  format.metadataBytes()));
    }
    return new ProtectedBlocks(data, format.blockBytes(), metadata, format.metadataBytes(), count);
  }

  /**
   * Extended logical blocks: metadata follows the data of each.
   *
   * @throws IllegalArgumentException if the buffer is not of whole blocks
   */
  public static ProtectedBlocks extended(ProtectionFormat format, MemorySegment blocks) {
    int stride = format.blockBytes() + format.metadataBytes();
    int count = Math.toIntExact(blocks.byteSize() / stride);
    if (count == 0 || blocks.byteSize() != (long) count * stride) {
      throw new IllegalArgumentException(
          "%d bytes are no whole number of extended blocks of %d"
              .formatted(blocks.byteSize(), stride));
    }
    return new ProtectedBlocks(blocks, stride, blocks.asSlice(format.blockBytes()), stride, count);
  }
}
