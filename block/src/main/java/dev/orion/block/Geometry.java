package dev.orion.block;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Sizes and abilities of a block device.
 *
 * @param blockSizeBytes length of a block, a power of two, at least 512
 * @param blockCount blocks of the device
 * @param maxTransferBlocks blocks that the device moves in one command; larger requests are split
 *     and so are not atomic
 * @param optimalIoBlocks granularity that the device likes its I/O to be a multiple of and aligned
 *     to; 1 if it has no preference
 * @param capabilities what it can do besides reading and writing
 * @param zones the zones of a zoned device, or null
 */
public record Geometry(
    int blockSizeBytes,
    long blockCount,
    int maxTransferBlocks,
    int optimalIoBlocks,
    Set<Capability> capabilities,
    @Nullable ZoneGeometry zones) {

  /** What a device may be able to do. */
  public enum Capability {
    /** Holds writes in a volatile cache: {@link BlockOperation#FLUSH} matters. */
    VOLATILE_WRITE_CACHE,
    /** Knows {@link BlockOperation#DISCARD}. */
    DISCARD,
    /** Knows {@link BlockOperation#WRITE_ZEROES}. */
    WRITE_ZEROES
  }

  /**
   * The zones of a zoned device: equal stretches of blocks, each written from its start on.
   *
   * @param sizeBlocks distance between the starts of two zones
   * @param count zones of the device
   * @param maxOpen zones that may be open at a time, or {@link #UNLIMITED}
   * @param maxActive zones that may be open or closed at a time, or {@link #UNLIMITED}
   * @param maxAppendBlocks blocks that one {@link BlockOperation#ZONE_APPEND} may carry
   */
  public record ZoneGeometry(
      long sizeBlocks, long count, long maxOpen, long maxActive, int maxAppendBlocks) {

    /** No limit. */
    public static final long UNLIMITED = Long.MAX_VALUE;
  }

  /** Copies the capabilities. */
  public Geometry {
    capabilities = Set.copyOf(capabilities);
    if (blockSizeBytes < 512 || Integer.bitCount(blockSizeBytes) != 1) {
      throw new IllegalArgumentException("block size %d".formatted(blockSizeBytes));
    }
    if (blockCount < 0 || blockCount > Long.MAX_VALUE / blockSizeBytes) {
      throw new IllegalArgumentException("block count %d".formatted(blockCount));
    }
  }

  /** A device without zones. */
  public static Geometry conventional(
      int blockSizeBytes, long blockCount, int maxTransferBlocks, Set<Capability> capabilities) {
    return new Geometry(blockSizeBytes, blockCount, maxTransferBlocks, 1, capabilities, null);
  }

  /** Bytes of the device. */
  public long capacityBytes() {
    return blockCount * blockSizeBytes;
  }

  /** Whether the device can do this. */
  public boolean has(Capability capability) {
    return capabilities.contains(capability);
  }

  /**
   * Checks that a request fits the device: range inside it, buffers as long as the range, an
   * operation that it knows.
   *
   * @throws IllegalArgumentException that says what does not fit
   */
  public void check(BlockRequest request) {
    BlockOperation operation = request.operation();
    if (operation.hasRange()) {
      long count = request.blockCount();
      if (count < 1 || request.block() < 0 || request.block() > blockCount - count) {
        throw misfit(request, "the device has blocks 0 to %d".formatted(blockCount - 1));
      }
      if (operation.hasData() && request.lengthBytes() != count * blockSizeBytes) {
        throw misfit(
            request,
            "its buffers hold %d bytes and the range %d"
                .formatted(request.lengthBytes(), count * blockSizeBytes));
      }
    }
    switch (operation) {
      case READ, WRITE, FLUSH -> {}
      case DISCARD -> need(request, has(Capability.DISCARD));
      case WRITE_ZEROES -> need(request, has(Capability.WRITE_ZEROES));
      case ZONE_APPEND, ZONE_OPEN, ZONE_CLOSE, ZONE_FINISH, ZONE_RESET -> checkZone(request);
    }
  }

  private void checkZone(BlockRequest request) {
    ZoneGeometry zoned = zones;
    if (zoned == null) {
      throw misfit(request, "the device has no zones");
    }
    if (request.block() < 0
        || request.block() >= blockCount
        || request.block() % zoned.sizeBlocks != 0) {
      throw misfit(
          request, "no zone begins there; zones are %d blocks".formatted(zoned.sizeBlocks));
    }
    if (request.operation() == BlockOperation.ZONE_APPEND
        && request.blockCount() > zoned.maxAppendBlocks) {
      throw misfit(request, "an append takes up to %d blocks".formatted(zoned.maxAppendBlocks));
    }
  }

  private static void need(BlockRequest request, boolean able) {
    if (!able) {
      throw misfit(request, "the device does not know this operation");
    }
  }

  private static IllegalArgumentException misfit(BlockRequest request, String why) {
    return new IllegalArgumentException(request + " does not fit: " + why);
  }
}
