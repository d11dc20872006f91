package dev.orion.nvme;

import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyControllerZoned;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.nvme.spec.IdentifyNamespaceZoned;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReport;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZonedCommand;
import dev.orion.nvme.spec.ZonedOpcode;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The zones of a zoned namespace: reporting and managing them (ZNS 3.4). Appends and single-zone
 * management also go through a {@link dev.orion.block.BlockQueue}, without waiting.
 */
public final class Zones {

  /** {@link #manage} and {@link #report}: no limit on the zones. */
  public static final int ALL = Integer.MAX_VALUE;

  private static final int DESCRIPTOR_BYTES = 64;
  private static final int REPORT_BYTES = 64 << 10;

  private final NvmeController controller;
  private final int nsid;
  private final String name;
  private final IdentifyNamespaceZoned identity;
  private final ZoneGeometry geometry;
  private final long blockCount;

  private Zones(
      NvmeController controller,
      int nsid,
      String name,
      IdentifyNamespaceZoned identity,
      ZoneGeometry geometry,
      long blockCount) {
    this.controller = controller;
    this.nsid = nsid;
    this.name = name;
    this.identity = identity;
    this.geometry = geometry;
    this.blockCount = blockCount;
  }

  static Zones open(NvmeController controller, int nsid, String name, IdentifyNamespace namespace)
      throws NvmeException {
    IdentifyNamespaceZoned identity =
        new IdentifyNamespaceZoned(
            controller.identify(Cns.NAMESPACE_BY_CSI, Csi.ZONED, nsid), namespace);
    IdentifyControllerZoned limits =
        new IdentifyControllerZoned(controller.identify(Cns.CONTROLLER_BY_CSI, Csi.ZONED, 0));
    long sizeBlocks = identity.zoneSizeLbas();
    if (sizeBlocks < 1 || sizeBlocks > namespace.nsze()) {
      throw new NvmeException(
          "%s: its zones have %s blocks and it has %s"
              .formatted(
                  name,
                  Long.toUnsignedString(sizeBlocks),
                  Long.toUnsignedString(namespace.nsze())));
    }
    int appendBytes = Math.min(controller.limitBytes(limits.zasl()), controller.maxTransferBytes());
    ZoneGeometry geometry =
        new ZoneGeometry(
            sizeBlocks,
            namespace.nsze() / sizeBlocks,
            identity.maxOpenZones().orElse(ZoneGeometry.UNLIMITED),
            identity.maxActiveZones().orElse(ZoneGeometry.UNLIMITED),
            appendBytes >>> NamespaceGeometry.blockShift(name, namespace));
    return new Zones(controller, nsid, name, identity, geometry, namespace.nsze());
  }

  /** The Zoned Namespace Command Set specific Identify Namespace data structure. */
  public IdentifyNamespaceZoned identity() {
    return identity;
  }

  /** Sizes and limits. */
  public ZoneGeometry geometry() {
    return geometry;
  }

  /**
   * Reports zones, in the order of their blocks.
   *
   * @param startBlock the report begins with the zone that holds this block
   * @param option which zones to report
   * @param limit zones to report at the most, or {@link #ALL}
   * @throws IOException if the controller refuses, or reports what cannot be
   */
  public List<ZoneDescriptor> report(long startBlock, ZoneReportingOption option, int limit)
      throws IOException {
    List<ZoneDescriptor> zones = new ArrayList<>();
    long next = startBlock;
    try (DmaBuffer page = controller.dma().allocate(reportBytes(limit))) {
      while (zones.size() < limit && next < blockCount) {
        ZoneReport report = receive(page, next, option);
        if (report.descriptors().isEmpty()) {
          break;
        }
        for (ZoneDescriptor zone : report.descriptors()) {
          checkOrder(zone, startBlock, zones);
          if (zones.size() < limit) {
            zones.add(zone);
          }
          next = zone.zslba() + geometry.sizeBlocks();
        }
      }
    }
    return zones;
  }

  /**
   * How many zones a report would list.
   *
   * @param startBlock the report begins with the zone that holds this block
   * @param option which zones to count
   */
  public long count(long startBlock, ZoneReportingOption option) throws IOException {
    try (DmaBuffer page = controller.dma().allocate(ZoneReport.HEADER_BYTES)) {
      controller.io(receiveCommand(page, startBlock, option, false));
      return new ZoneReport(page.segment(), 0).zoneCount();
    }
  }

  /**
   * Changes the state of one zone.
   *
   * @param zoneStart the zone's first block
   * @throws IOException if the zone's state or the namespace's limits do not allow it
   */
  public void manage(long zoneStart, ZoneSendAction action) throws IOException {
    send(zoneStart, action, false);
  }

  /** Changes the state of every zone whose state allows it. */
  public void manageAll(ZoneSendAction action) throws IOException {
    send(0, action, true);
  }

  private void send(long zoneStart, ZoneSendAction action, boolean all) throws IOException {
    controller.io(
        NvmeCommand.of(ZonedOpcode.ZONE_MANAGEMENT_SEND)
            .named("%s of %s".formatted(action.specName(), all ? "all zones" : "zone " + zoneStart))
            .withNsid(nsid)
            .withCdw10And11(zoneStart)
            .withCdw13(ZonedCommand.zoneManagementSendCdw13(action, all, false)));
  }

  private ZoneReport receive(DmaBuffer page, long startBlock, ZoneReportingOption option)
      throws IOException {
    controller.io(receiveCommand(page, startBlock, option, true));
    return new ZoneReport(page.segment(), 0);
  }

  private NvmeCommand receiveCommand(
      DmaBuffer page, long startBlock, ZoneReportingOption option, boolean partial) {
    return NvmeCommand.of(ZonedOpcode.ZONE_MANAGEMENT_RECEIVE)
        .withNsid(nsid)
        .withCdw10And11(startBlock)
        .withCdw12(
            ZonedCommand.zoneManagementReceiveCdw12((int) (page.lengthBytes() / Integer.BYTES) - 1))
        .withCdw13(
            ZonedCommand.zoneManagementReceiveCdw13(
                ZoneReceiveAction.REPORT_ZONES, option, partial))
        .withData(page);
  }

  private void checkOrder(ZoneDescriptor zone, long startBlock, List<ZoneDescriptor> before)
      throws NvmeException {
    long least =
        before.isEmpty()
            ? startBlock - startBlock % geometry.sizeBlocks()
            : before.getLast().zslba() + geometry.sizeBlocks();
    long start = zone.zslba();
    if (start < least || start >= blockCount || start % geometry.sizeBlocks() != 0) {
      throw new NvmeException(
          "%s: the controller reports a zone at block %s, where none can be"
              .formatted(name, Long.toUnsignedString(start)));
    }
  }

  private int reportBytes(int limit) {
    long wanted = ZoneReport.HEADER_BYTES + (long) limit * DESCRIPTOR_BYTES;
    return (int) Math.min(wanted, Math.min(REPORT_BYTES, controller.maxTransferBytes()));
  }
}
