package dev.orion.tools.lab;

import dev.orion.tools.text.ByteSize;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One namespace of a lab's NVMe controller.
 *
 * @param nsid namespace identifier, from 1
 * @param backing where the blocks are kept
 * @param sizeBytes size of the namespace in bytes of block data, a multiple of {@code blockBytes}
 * @param blockBytes size of a logical block's data: a power of two, 512 to 65536
 * @param metadataBytes metadata per block, 0 to 65535
 * @param zones the zones, or null for a conventional namespace
 * @param options further properties of QEMU's {@code nvme-ns}, passed through as they are
 */
public record LabNamespace(
    int nsid,
    Backing backing,
    long sizeBytes,
    int blockBytes,
    int metadataBytes,
    @Nullable Zones zones,
    Map<String, String> options) {

  /** Where the blocks of a namespace are kept. */
  public sealed interface Backing {}

  /** A sparse image that the lab creates in its own directory and deletes again. */
  public record OwnImage() implements Backing {}

  /**
   * An image that was there before the lab and outlives it.
   *
   * @param path absolute path of the image
   */
  public record ExistingImage(Path path) implements Backing {}

  /**
   * Nowhere: QEMU's {@code null-co}, which drops what is written and leaves the buffer of a read as
   * it was.
   */
  public record NullDevice() implements Backing {}

  /**
   * The zones of a zoned namespace (Zoned Namespace Command Set).
   *
   * @param sizeBytes zone size
   * @param capacityBytes zone capacity, at most {@code sizeBytes}
   * @param maxOpen how many zones may be open at a time, 0 for no limit
   * @param maxActive how many zones may be active at a time, 0 for no limit
   */
  public record Zones(long sizeBytes, long capacityBytes, int maxOpen, int maxActive) {}

  /**
   * Checks what QEMU would accept in silence or refuse in words of its own.
   *
   * @throws IllegalArgumentException if the namespace cannot be built
   */
  public LabNamespace {
    options = Map.copyOf(options);
    require(nsid >= 1 && nsid <= 256, "nsid " + nsid + " is not in 1 to 256");
    requireFormat(blockBytes, metadataBytes);
    require(
        sizeBytes > 0 && sizeBytes % blockBytes == 0,
        "size "
            + ByteSize.format(sizeBytes)
            + " is not a multiple of the block size "
            + blockBytes);
    require(
        sizeBytes / blockBytes <= Long.MAX_VALUE / (blockBytes + metadataBytes),
        "size is too large");
    if (zones != null) {
      require(
          zones.sizeBytes > 0 && zones.sizeBytes % blockBytes == 0,
          "zone-size "
              + ByteSize.format(zones.sizeBytes)
              + " is not a multiple of the block size "
              + blockBytes);
      require(
          sizeBytes % zones.sizeBytes == 0,
          "size "
              + ByteSize.format(sizeBytes)
              + " is not a multiple of the zone size "
              + ByteSize.format(zones.sizeBytes));
      require(
          zones.capacityBytes > 0
              && zones.capacityBytes <= zones.sizeBytes
              && zones.capacityBytes % blockBytes == 0,
          "zone-capacity "
              + ByteSize.format(zones.capacityBytes)
              + " is not a multiple of the block size up to the zone size "
              + ByteSize.format(zones.sizeBytes));
      long zoneCount = sizeBytes / zones.sizeBytes;
      require(
          zones.maxOpen >= 0 && zones.maxOpen <= zoneCount,
          "max-open=" + zones.maxOpen + " is not in 0 to the " + zoneCount + " zones there are");
      require(
          zones.maxActive >= 0 && zones.maxActive <= zoneCount,
          "max-active="
              + zones.maxActive
              + " is not in 0 to the "
              + zoneCount
              + " zones there are");
      require(
          zones.maxActive == 0 || zones.maxOpen <= zones.maxActive,
          "max-open=" + zones.maxOpen + " is more than max-active=" + zones.maxActive);
    }
  }

  /**
   * The size of the image behind the namespace: QEMU keeps the metadata of all blocks after their
   * data.
   */
  public long imageBytes() {
    return sizeBytes / blockBytes * (blockBytes + metadataBytes);
  }

  /** Checks the LBA format alone, for who must compute with it before there is a namespace. */
  static void requireFormat(int blockBytes, int metadataBytes) {
    require(
        Integer.bitCount(blockBytes) == 1 && blockBytes >= 512 && blockBytes <= 65536,
        "lba=" + blockBytes + " is not a power of two from 512 to 65536");
    require(
        metadataBytes >= 0 && metadataBytes <= 65535,
        "metadata=" + metadataBytes + " is not in 0 to 65535");
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
