package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.Geometry;
import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.tools.text.ByteSize;

/**
 * How a job treats zones; fio's {@code zonemode}, {@code max_open_zones} and {@code zonesize}.
 *
 * @param zbd whether it writes zones from their start on, as zoned devices want it
 * @param maxOpenZones zones that the job's threads together may have open on a device; 0 is as many
 *     as the device allows
 * @param zoneSizeBytes size that the zones must have; 0 is whatever they have
 */
public record Zoning(boolean zbd, int maxOpenZones, long zoneSizeBytes) {

  /** Zones are not looked at. */
  public static final Zoning NONE = new Zoning(false, 0, 0);

  /**
   * Checks that the numbers go with the mode.
   *
   * @throws IllegalArgumentException that says in one line what is wrong
   */
  public Zoning {
    if (maxOpenZones < 0) {
      throw new IllegalArgumentException("the number of open zones must not be negative");
    }
    if (!zbd && (maxOpenZones > 0 || zoneSizeBytes > 0)) {
      throw new IllegalArgumentException("--max_open_zones and --zonesize need --zonemode=zbd");
    }
  }

  /** Whether threads write, each in zones of its own. */
  static boolean dividesZones(BenchJob job) {
    return job.zoning().zbd && job.pattern().has(IoDirection.WRITE);
  }

  /** Whether writes leave their place to the device; with verification it must be known before. */
  static boolean appends(BenchJob job) {
    return job.verify() == VerifyMethod.NONE;
  }

  /**
   * Checks that a job and a device agree about zones.
   *
   * @throws IllegalArgumentException if not, with what to change
   */
  static void check(BenchJob job, BlockDevice device) {
    Geometry geometry = device.geometry();
    ZoneGeometry zones = geometry.zones();
    String name = device.name();
    if (!job.zoning().zbd) {
      check(
          zones == null || !job.pattern().has(IoDirection.WRITE),
          name + " has zones, which are written in order: add --zonemode=zbd");
      return;
    }
    if (zones == null) {
      throw new IllegalArgumentException(name + " has no zones: leave --zonemode=zbd out");
    }
    check(!job.pattern().has(IoDirection.TRIM), "--zonemode=zbd does not go with trims");
    long zoneBytes = zones.sizeBlocks() * geometry.blockSizeBytes();
    long asked = job.zoning().zoneSizeBytes;
    check(
        asked == 0 || asked == zoneBytes,
        "%s has zones of %s: leave --zonesize out".formatted(name, ByteSize.format(zoneBytes)));
    BenchResult.Region region = BenchRunner.region(job, device);
    check(
        region.offsetBytes() % zoneBytes == 0 && region.lengthBytes() >= zoneBytes,
        "%s has zones of %s: --offset and --size must be multiples of that"
            .formatted(name, ByteSize.format(zoneBytes)));
    if (dividesZones(job)) {
      checkWrites(job, device, zones, region.lengthBytes() / zoneBytes);
    }
  }

  /** Whether both write to zones that they have in common. */
  static boolean collide(BenchTask one, BenchTask other) {
    if (!dividesZones(one.job()) || !dividesZones(other.job())) {
      return false;
    }
    return one.devices().stream()
        .filter(other.devices()::contains)
        .anyMatch(
            device -> {
              BenchResult.Region a = BenchRunner.region(one.job(), device);
              BenchResult.Region b = BenchRunner.region(other.job(), device);
              return a.offsetBytes() < b.offsetBytes() + b.lengthBytes()
                  && b.offsetBytes() < a.offsetBytes() + a.lengthBytes();
            });
  }

  private static void checkWrites(
      BenchJob job, BlockDevice device, ZoneGeometry zones, long zoneCount) {
    check(
        zoneCount >= job.numJobs(),
        "%d threads cannot share %d zones: lower --numjobs".formatted(job.numJobs(), zoneCount));
    Geometry geometry = device.geometry();
    long blocks = appends(job) ? zones.maxAppendBlocks() : geometry.maxTransferBlocks();
    check(
        job.blockSizes().maxBytes(job.pattern()) <= blocks * geometry.blockSizeBytes(),
        "%s writes up to %s to a zone at once: lower --bs"
            .formatted(device.name(), ByteSize.format(blocks * geometry.blockSizeBytes())));
    check(
        job.verify() == VerifyMethod.NONE || job.blockSizes().isSingle(job.pattern()),
        "--verify with --zonemode=zbd needs a single block size");
  }

  private static void check(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
