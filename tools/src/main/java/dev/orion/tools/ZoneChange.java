package dev.orion.tools;

import dev.orion.block.Geometry.ZoneGeometry;
import dev.orion.nvme.NvmeCommand;
import dev.orion.nvme.ZoneView;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.IdentifyNamespaceZoned;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.spec.ZonedCommand;
import dev.orion.nvme.spec.ZonedOpcode;
import dev.orion.nvme.zoned.ZoneResources;
import dev.orion.pci.DmaBuffer;
import dev.orion.tools.text.Amounts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A Zone Management Send command, looked at before it is sent: whether it applies, and what it
 * destroys.
 *
 * @param action what to do
 * @param block the zone's first one, or the last to be committed
 * @param all to every zone whose state allows it
 * @param option Zone Send Action Specific Option: to allocate a Zone Random Write Area
 * @param data the Zone Descriptor Extension, or empty
 */
record ZoneChange(
    ZoneSendAction action, long block, boolean all, boolean option, MemorySegment data) {

  static final MemorySegment NO_DATA = MemorySegment.ofArray(new byte[0]);

  static ZoneChange of(ZoneSendAction action, ZoneSelection zone) {
    return new ZoneChange(action, zone.start.block(), zone.all, false, NO_DATA);
  }

  /** What it is done to: {@code zone 0x1000} or {@code all zones}. */
  private String target() {
    return all ? "all zones" : "zone 0x" + Long.toHexString(block);
  }

  /**
   * Fails if the namespace, or the zone's state, does not allow it.
   *
   * @throws IOException that says why, and that {@code --force} sends it anyway
   */
  void check(Zones zones) throws IOException {
    Optional<String> refusal = whyNot(zones);
    if (refusal.isPresent()) {
      throw new IOException(
          "%s, %s: %s; --force sends it anyway".formatted(zones, target(), refusal.get()));
    }
  }

  private Optional<String> whyNot(Zones zones) throws IOException {
    IdentifyNamespaceZoned identity = zones.identity();
    boolean hasAreas = (identity.ozcs() & IdentifyNamespaceZoned.OZCS_ZRWASUP) != 0;
    if (!hasAreas && (option || action == ZoneSendAction.FLUSH_ZRWA)) {
      return Optional.of("the namespace has no Zone Random Write Areas (OZCS bit 1)");
    }
    if (action == ZoneSendAction.FLUSH_ZRWA
        && (identity.zrwacap() & IdentifyNamespaceZoned.ZRWACAP_EXPFLUSHSUP) == 0) {
      return Optional.of("the namespace knows no explicit flush (ZRWACAP bit 0)");
    }
    if (action == ZoneSendAction.SET_ZONE_DESCRIPTOR_EXTENSION
        && identity.zoneDescriptorExtensionBytes() == 0) {
      return Optional.of("the namespace has no Zone Descriptor Extensions (LBAFE, ZDES)");
    }
    return all ? Optional.empty() : whyNotZone(zones);
  }

  private Optional<String> whyNotZone(Zones zones) throws IOException {
    ZoneGeometry geometry = zones.geometry();
    if (Long.compareUnsigned(block, geometry.count() * geometry.sizeBlocks()) >= 0) {
      return Optional.of(
          "no zone has that block; there are %d zones of 0x%x blocks"
              .formatted(geometry.count(), geometry.sizeBlocks()));
    }
    long inZone = block % geometry.sizeBlocks();
    if (inZone != 0 && action != ZoneSendAction.FLUSH_ZRWA) {
      return Optional.of(
          "no zone begins there; there are %d zones of 0x%x blocks"
              .formatted(geometry.count(), geometry.sizeBlocks()));
    }
    return ZoneResources.of(zones).refusal(action, block - inZone);
  }

  /** What it destroys, as the end of a sentence; empty if nothing. */
  Optional<String> loss(Zones zones, int blockSizeBytes) throws IOException {
    if (action != ZoneSendAction.RESET_ZONE && action != ZoneSendAction.OFFLINE_ZONE) {
      return Optional.empty();
    }
    long[] zonesAndBlocks = {0, 0};
    zones.visit(
        ZoneReceiveAction.REPORT_ZONES,
        all ? 0 : block,
        action == ZoneSendAction.RESET_ZONE
            ? ZoneReportingOption.ALL
            : ZoneReportingOption.READ_ONLY,
        all ? Zones.ALL : 1,
        zone -> {
          long written =
              zone.hasWritePointer()
                  ? zone.writePointer() - zone.startBlock()
                  : zone.capacityBlocks();
          boolean isHere = all || zone.startBlock() == block;
          if (written > 0 && isHere && !isLostAlready(zone)) {
            zonesAndBlocks[0]++;
            zonesAndBlocks[1] += written;
          }
        });
    if (zonesAndBlocks[0] == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "%s %s of %s, and what was written to %s is lost: %s"
            .formatted(
                action == ZoneSendAction.RESET_ZONE ? "resets" : "takes offline",
                target(),
                zones,
                zonesAndBlocks[0] == 1 ? "it" : zonesAndBlocks[0] + " of them",
                Amounts.bytes(zonesAndBlocks[1] * blockSizeBytes)));
  }

  private boolean isLostAlready(ZoneView zone) {
    return switch (zone.state()) {
      case OFFLINE -> true;
      case READ_ONLY -> action == ZoneSendAction.RESET_ZONE;
      default -> false;
    };
  }

  /** Sends it; Dwords 0 and 1 of its completion. */
  long send(OpenController open, int nsid) throws IOException {
    NvmeCommand command =
        NvmeCommand.of(ZonedOpcode.ZONE_MANAGEMENT_SEND)
            .named("%s of %s of namespace %d".formatted(action.specName(), target(), nsid))
            .withNsid(nsid)
            .withCdw10And11(all ? 0 : block)
            .withCdw13(ZonedCommand.zoneManagementSendCdw13(action, all, option));
    if (data.byteSize() == 0) {
      return open.controller().io(command);
    }
    try (DmaBuffer buffer = open.controller().dma().allocate(data.byteSize())) {
      buffer.segment().copyFrom(data);
      return open.controller().io(command.withData(buffer));
    }
  }
}
