package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZoneState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The zones that one thread of a job works in. Threads that write divide the zones of the job's
 * region, and what the device allows to be open at a time; threads that only read have all.
 *
 * @param region where they are
 * @param placement puts I/Os there
 */
record JobZones(IoRegion region, ZonePlacement placement) {

  /**
   * Looks at the device's zones. Resets those that are partly written where they would be too many,
   * or would be taken for the job's own when that verifies.
   *
   * @param whole the job's region on the device
   * @throws IOException if the device does not report them, or allows no more to be open
   */
  static JobZones open(BenchJob job, BlockDevice device, IoRegion whole, LaneIndex lane)
      throws IOException {
    if (!(device instanceof NvmeNamespace namespace)) {
      throw new IOException(device.name() + " does not report its zones");
    }
    Zones zones = namespace.zones().orElseThrow();
    ZoneGeometry geometry = zones.geometry();
    List<ZoneDescriptor> all = zones.report(0, ZoneReportingOption.ALL, Zones.ALL);
    int firstOfJob = (int) (whole.firstBlock() / geometry.sizeBlocks());
    int endOfJob = firstOfJob + (int) (whole.blockCount() / geometry.sizeBlocks());
    boolean divides = Zoning.dividesZones(job);
    int shares = divides ? job.numJobs() : 1;
    int share = divides ? lane.threadOfJob() : 0;
    int count = endOfJob - firstOfJob;
    int first = firstOfJob + (int) ((long) count * share / shares);
    int end = firstOfJob + (int) ((long) count * (share + 1) / shares);
    int maxOpen =
        divides ? maxOpen(job, device, geometry, activeOutside(all, firstOfJob, endOfJob)) : 0;
    List<IoZone> mine = new ArrayList<>();
    int kept = 0;
    for (ZoneDescriptor zone : all.subList(first, end)) {
      boolean keeps = kept < maxOpen && (job.pattern().isRandom() || mine.isEmpty());
      boolean partlyWritten = divides && isActive(zone);
      if (partlyWritten && keeps && job.verify() == VerifyMethod.NONE) {
        kept++;
        mine.add(zone(zone, zone.wp() - zone.zslba()));
      } else if (partlyWritten) {
        zones.manage(zone.zslba(), ZoneSendAction.RESET_ZONE);
        mine.add(zone(zone, 0));
      } else {
        mine.add(zone(zone, written(zone)));
      }
    }
    if (divides && mine.stream().noneMatch(IoZone::isWritable)) {
      throw new IOException(device.name() + ": no zone of the region can be written");
    }
    return new JobZones(
        new IoRegion(
            mine.getFirst().start(),
            whole.blocksPerPlace(),
            (end - first) * geometry.sizeBlocks() / whole.blocksPerPlace()),
        new ZonePlacement(
            job,
            mine,
            geometry.sizeBlocks(),
            whole.blocksPerPlace(),
            maxOpen,
            SplitMix64.derive(lane.seed(job), 8)));
  }

  /** How many zones a thread may have open: an equal share of what the device and the job allow. */
  private static int maxOpen(
      BenchJob job, BlockDevice device, ZoneGeometry geometry, long activeOutside)
      throws IOException {
    long asked = job.zoning().maxOpenZones();
    long limit = Math.min(geometry.maxOpen(), geometry.maxActive() - activeOutside);
    long perThread = (asked == 0 ? limit : Math.min(asked, limit)) / job.numJobs();
    if (perThread < 1) {
      throw new IOException(
          "%s: %d zones may be open in the job's region, too few for %d threads%s"
              .formatted(
                  device.name(),
                  Math.max(0, asked == 0 ? limit : Math.min(asked, limit)),
                  job.numJobs(),
                  activeOutside == 0
                      ? "; lower --numjobs"
                      : "; lower --numjobs, or reset some of the %d active ones outside of it"
                          .formatted(activeOutside)));
    }
    return (int) Math.min(Integer.MAX_VALUE, perThread);
  }

  private static long activeOutside(List<ZoneDescriptor> all, int first, int end) {
    return all.stream().filter(JobZones::isActive).count()
        - all.subList(first, end).stream().filter(JobZones::isActive).count();
  }

  private static IoZone zone(ZoneDescriptor zone, long written) {
    ZoneState state = zone.state().orElse(ZoneState.OFFLINE);
    return new IoZone(
        zone.zslba(),
        zone.zcap(),
        written,
        state != ZoneState.READ_ONLY && state != ZoneState.OFFLINE);
  }

  /** Blocks that hold data; of a zone without write pointer, none are known to. */
  private static long written(ZoneDescriptor zone) {
    return switch (zone.state().orElse(ZoneState.OFFLINE)) {
      case FULL -> zone.zcap();
      case IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED -> zone.wp() - zone.zslba();
      case EMPTY, READ_ONLY, OFFLINE -> 0;
    };
  }

  private static boolean isActive(ZoneDescriptor zone) {
    return switch (zone.state().orElse(ZoneState.OFFLINE)) {
      case IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED -> true;
      case EMPTY, FULL, READ_ONLY, OFFLINE -> false;
    };
  }
}
