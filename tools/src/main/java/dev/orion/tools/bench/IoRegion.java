package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.Geometry;

/**
 * A job's region on a device of a certain block size. A remainder too short for an I/O is left
 * alone.
 *
 * @param firstBlock block of the device that it begins with
 * @param blocksPerIo blocks of an I/O
 * @param ioCount I/Os that fit
 */
record IoRegion(long firstBlock, long blocksPerIo, long ioCount) {

  /**
   * A job's region.
   *
   * @throws IllegalArgumentException if the job does not fit the device, with what to change
   */
  static IoRegion of(BenchJob job, BlockDevice device) {
    Geometry geometry = device.geometry();
    int blockSize = geometry.blockSizeBytes();
    long capacity = geometry.capacityBytes();
    if (job.blockSizeBytes() % blockSize != 0) {
      throw new IllegalArgumentException(
          "%s has blocks of %d bytes: --bs=%d is no multiple of that"
              .formatted(device.name(), blockSize, job.blockSizeBytes()));
    }
    if (job.offsetBytes() % blockSize != 0) {
      throw new IllegalArgumentException(
          "%s has blocks of %d bytes: --offset=%d is no multiple of that"
              .formatted(device.name(), blockSize, job.offsetBytes()));
    }
    if (job.offsetBytes() >= capacity || job.sizeBytes() > capacity - job.offsetBytes()) {
      String size = job.sizeBytes() == 0 ? "" : " with --size=" + job.sizeBytes();
      throw new IllegalArgumentException(
          "%s has %d bytes: --offset=%d%s goes beyond that"
              .formatted(device.name(), capacity, job.offsetBytes(), size));
    }
    long length = job.sizeBytes() == 0 ? capacity - job.offsetBytes() : job.sizeBytes();
    if (length < job.blockSizeBytes()) {
      throw new IllegalArgumentException(
          "--bs=%d does not fit into the %d bytes to be used of %s"
              .formatted(job.blockSizeBytes(), length, device.name()));
    }
    return new IoRegion(
        job.offsetBytes() / blockSize,
        job.blockSizeBytes() / blockSize,
        length / job.blockSizeBytes());
  }

  /** First block of the I/O at a place. */
  long blockOf(long place) {
    return firstBlock + place * blocksPerIo;
  }
}
