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
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The zones of a zoned namespace: reporting and managing them (ZNS 3.4). Appends and single-zone
 * management also go through a {@link dev.orion.block.BlockQueue}, without waiting.
 */
public final class Zones {

  /** {@link #report} and {@link #visit}: no limit on the zones. */
  public static final long ALL = Long.MAX_VALUE;

  /** Bytes of one command's report at the most: some 4000 zones. */
  private static final int REPORT_BYTES = 256 << 10;

  /** Where in a report the Number of Zones stands. */
  private static final long NUMBER_OF_ZONES = 0;

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

  /**
   * Identifies an active namespace that has zones, whatever metadata its blocks have.
   *
   * @throws NvmeException if it does not speak the Zoned Namespace Command Set
   */
  public static Zones of(NvmeController controller, int nsid) throws NvmeException {
    String name = "%s namespace %s".formatted(controller.name(), Integer.toUnsignedString(nsid));
    Csi csi = NamespaceGeometry.commandSet(controller, nsid);
    if (csi != Csi.ZONED) {
      throw new NvmeException("%s has no zones: it speaks the %s".formatted(name, csi.specName()));
    }
    return open(
        controller,
        nsid,
        name,
        new IdentifyNamespace(controller.identify(Cns.NAMESPACE, Csi.NVM, nsid)));
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
            appendBytes >>> NamespaceFormat.blockShift(name, namespace));
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
  public List<ZoneDescriptor> report(long startBlock, ZoneReportingOption option, long limit)
      throws IOException {
    List<ZoneDescriptor> zones = new ArrayList<>();
    visit(
        ZoneReceiveAction.REPORT_ZONES,
        startBlock,
        option,
        limit,
        zone -> zones.add(zone.descriptor()));
    return zones;
  }

  /** The zone that holds a block. */
  public ZoneDescriptor zone(long block) throws IOException {
    List<ZoneDescriptor> zones = report(block, ZoneReportingOption.ALL, 1);
    if (zones.isEmpty()) {
      throw new NvmeException(
          "%s: the controller reports no zone at block %s"
              .formatted(name, Long.toUnsignedString(block)));
    }
    return zones.getFirst();
  }

  /**
   * Reports zones, in the order of their blocks, to a visitor: however many there are, in the
   * memory of one command's data.
   *
   * @param action with Zone Descriptor Extensions or without
   * @param startBlock the report begins with the zone that holds this block
   * @param option which zones to report
   * @param limit zones to report at the most, or {@link #ALL}
   * @throws IOException if the controller refuses, or reports what cannot be, or the visitor throws
   */
  public void visit(
      ZoneReceiveAction action,
      long startBlock,
      ZoneReportingOption option,
      long limit,
      ZoneVisitor visitor)
      throws IOException {
    int extensionBytes =
        action == ZoneReceiveAction.EXTENDED_REPORT_ZONES
            ? identity.zoneDescriptorExtensionBytes()
            : 0;
    long least = startBlock - startBlock % geometry.sizeBlocks();
    long left = limit;
    try (DmaBuffer page = controller.dma().allocate(reportBytes(limit, extensionBytes))) {
      ZoneView zone = new ZoneView(page.segment(), extensionBytes);
      long room = (page.lengthBytes() - ZoneReport.HEADER_BYTES) / zone.lengthBytes();
      while (left > 0 && least < blockCount) {
        controller.io(receiveCommand(page, least, action, option, true));
        long reported = page.segment().get(LittleEndian.LONG, NUMBER_OF_ZONES);
        long count = Long.compareUnsigned(reported, room) < 0 ? reported : room;
        for (long i = 0; i < Math.min(count, left); i++) {
          check(zone.at(ZoneReport.HEADER_BYTES + i * zone.lengthBytes()), least);
          visitor.visit(zone);
          least = zone.startBlock() + geometry.sizeBlocks();
        }
        if (count == 0) {
          return;
        }
        left -= count;
      }
    }
  }

  /**
   * How many zones a report would list.
   *
   * @param startBlock the report begins with the zone that holds this block
   * @param option which zones to count
   */
  public long count(long startBlock, ZoneReportingOption option) throws IOException {
    try (DmaBuffer page = controller.dma().allocate(ZoneReport.HEADER_BYTES)) {
      controller.io(
          receiveCommand(page, startBlock, ZoneReceiveAction.REPORT_ZONES, option, false));
      long count = page.segment().get(LittleEndian.LONG, NUMBER_OF_ZONES);
      if (Long.compareUnsigned(count, geometry.count()) > 0) {
        throw new NvmeException(
            "%s: the controller counts %s zones (Report Zones, Number of Zones), and it has %d"
                .formatted(name, Long.toUnsignedString(count), geometry.count()));
      }
      return count;
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

  /**
   * Opens a zone with a Zone Random Write Area, in which blocks behind the write pointer can be
   * written in any order and again (ZNS 5.6).
   *
   * @param zoneStart the zone's first block
   * @throws IOException if the namespace has no such areas, or none left
   */
  public void openWithZrwa(long zoneStart) throws IOException {
    controller.io(sendCommand(zoneStart, ZoneSendAction.OPEN_ZONE, false, true));
  }

  /**
   * Commits what was written to a Zone Random Write Area: moves the zone's write pointer behind a
   * block, explicitly (ZNS 5.6). Writing beyond the area does it implicitly.
   *
   * @param lastBlock the last block to commit; the length from the write pointer to it is a
   *     multiple of ZRWAFG
   */
  public void commitZrwa(long lastBlock) throws IOException {
    controller.io(sendCommand(lastBlock, ZoneSendAction.FLUSH_ZRWA, false, false));
  }

  /**
   * Sets the Zone Descriptor Extension of an empty zone, which makes it closed.
   *
   * @param zoneStart the zone's first block
   * @param extension up to {@link IdentifyNamespaceZoned#zoneDescriptorExtensionBytes} bytes;
   *     zeroes follow
   */
  public void setDescriptorExtension(long zoneStart, byte[] extension) throws IOException {
    int lengthBytes = identity.zoneDescriptorExtensionBytes();
    if (extension.length > lengthBytes || lengthBytes == 0) {
      throw new NvmeException(
          "%s: %d bytes do not fit its Zone Descriptor Extensions of %d (LBAFE, ZDES)"
              .formatted(name, extension.length, lengthBytes));
    }
    try (DmaBuffer data = controller.dma().allocate(lengthBytes)) {
      data.segment()
          .fill((byte) 0)
          .asSlice(0, extension.length)
          .copyFrom(MemorySegment.ofArray(extension));
      controller.io(
          sendCommand(zoneStart, ZoneSendAction.SET_ZONE_DESCRIPTOR_EXTENSION, false, false)
              .withData(data));
    }
  }

  private void send(long zoneStart, ZoneSendAction action, boolean all) throws IOException {
    controller.io(sendCommand(zoneStart, action, all, false));
  }

  private NvmeCommand sendCommand(
      long zoneStart, ZoneSendAction action, boolean all, boolean zsaso) {
    return NvmeCommand.of(ZonedOpcode.ZONE_MANAGEMENT_SEND)
        .named("%s of %s".formatted(action.specName(), all ? "all zones" : "zone " + zoneStart))
        .withNsid(nsid)
        .withCdw10And11(zoneStart)
        .withCdw13(ZonedCommand.zoneManagementSendCdw13(action, all, zsaso));
  }

  private NvmeCommand receiveCommand(
      DmaBuffer page,
      long startBlock,
      ZoneReceiveAction action,
      ZoneReportingOption option,
      boolean partial) {
    return NvmeCommand.of(ZonedOpcode.ZONE_MANAGEMENT_RECEIVE)
        .withNsid(nsid)
        .withCdw10And11(startBlock)
        .withCdw12(
            ZonedCommand.zoneManagementReceiveCdw12((int) (page.lengthBytes() / Integer.BYTES) - 1))
        .withCdw13(ZonedCommand.zoneManagementReceiveCdw13(action, option, partial))
        .withData(page);
  }

  private void check(ZoneView zone, long least) throws NvmeException {
    long start = zone.startBlock();
    if (start < least || start >= blockCount || start % geometry.sizeBlocks() != 0) {
      throw new NvmeException(
          "%s: the controller reports a zone at block %s, where none can be"
              .formatted(name, Long.toUnsignedString(start)));
    }
    if (!zone.hasKnownState()) {
      throw impossible(zone, "state (ZS)", zone.stateCode());
    }
    if (Long.compareUnsigned(zone.capacityBlocks(), geometry.sizeBlocks()) > 0) {
      throw impossible(zone, "capacity (ZCAP)", zone.capacityBlocks());
    }
    if (zone.hasWritePointer()
        && Long.compareUnsigned(zone.writePointer() - start, zone.capacityBlocks()) > 0) {
      throw impossible(zone, "write pointer (WP)", zone.writePointer());
    }
  }

  private NvmeException impossible(ZoneView zone, String field, long value) {
    return new NvmeException(
        "%s: the controller reports for its zone at block %d the %s %s, which no zone has"
            .formatted(name, zone.startBlock(), field, Long.toUnsignedString(value)));
  }

  private int reportBytes(long limit, int extensionBytes) {
    long each = (long) ZoneDescriptor.SIZE_BYTES + extensionBytes;
    long most = Math.min(REPORT_BYTES, controller.maxTransferBytes());
    long wanted = limit < most / each ? ZoneReport.HEADER_BYTES + Math.max(1, limit) * each : most;
    return (int) Math.max(wanted, ZoneReport.HEADER_BYTES + each);
  }

  /** The namespace's name. */
  @Override
  public String toString() {
    return name;
  }
}
