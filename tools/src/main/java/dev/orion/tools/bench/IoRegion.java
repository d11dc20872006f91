package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.Geometry;

/**
 * A job's region on a device of a certain block size. A remainder too short for an I/O is left
 * alone.
 *
 * @param firstBlock block of the device that it begins with
 * @param blocksPerPlace blocks of the job's shortest I/O: random offsets are multiples of that
 * @param placeCount shortest I/Os that fit
 */
record IoRegion(long firstBlock, long blocksPerPlace, long placeCount) {

  /**
   * A job's region.
   *
   * @throws IllegalArgumentException if the job does not fit the device, with what to change
   */
  static IoRegion of(BenchJob job, BlockDevice device) {
    Geometry geometry = device.geometry();
    int blockSize = geometry.blockSizeBytes();
    long capacity = geometry.capacityBytes();
    int minBytes = job.blockSizes().minBytes(job.pattern());
    int maxBytes = job.blockSizes().maxBytes(job.pattern());
    job.blockSizes()
        .lengths(job.pattern())
        .forEach(bytes -> requireMultiple(device, "--bs=" + bytes, bytes));
    long offset = job.offset().bytes(capacity, minBytes);
    long size = job.size().bytes(capacity, minBytes);
    requireMultiple(device, "--offset=" + offset, offset);
    if (offset >= capacity || size > capacity - offset) {
      throw new IllegalArgumentException(
          "%s has %d bytes: --offset=%d%s goes beyond that"
              .formatted(device.name(), capacity, offset, size == 0 ? "" : " with --size=" + size));
    }
    long length = size == 0 ? capacity - offset : size;
    if (length < maxBytes) {
      throw new IllegalArgumentException(
          "--bs=%d does not fit into the %d bytes to be used of %s"
              .formatted(maxBytes, length, device.name()));
    }
    return new IoRegion(offset / blockSize, minBytes / blockSize, length / minBytes);
  }

  private static void requireMultiple(BlockDevice device, String option, long bytes) {
    int blockSize = device.geometry().blockSizeBytes();
    if (bytes % blockSize != 0) {
      throw new IllegalArgumentException(
          "%s has blocks of %d bytes: %s is no multiple of that"
              .formatted(device.name(), blockSize, option));
    }
  }

  /** The same in bytes. */
  BenchResult.Region bytes(int blockSizeBytes) {
    return new BenchResult.Region(firstBlock * blockSizeBytes, blockCount() * blockSizeBytes);
  }

  /** Its length. */
  long blockCount() {
    return placeCount * blocksPerPlace;
  }

  /** First block of the I/O at a place. */
  long blockOf(long place) {
    return firstBlock + place * blocksPerPlace;
  }
}
