package dev.orion.nvme.zoned;

import dev.orion.block.BlockException;
import dev.orion.block.BlockException.Kind;
import dev.orion.nvme.ZoneView;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.spec.ZoneSendAction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The zones that a {@link ZonedWriter} writes to, and how they change. */
final class ZoneLanes {

  private final Zones zones;
  private final ZoneResources resources;
  private final ZoneChooser chooser;
  private final List<ZoneLane> lanes = new ArrayList<>();
  private @Nullable BlockException lost;
  private int next;

  ZoneLanes(Zones zones, ZoneResources resources, ZoneChooser chooser, int count) {
    this.zones = zones;
    this.resources = resources;
    this.chooser = chooser;
    for (int i = 0; i < count; i++) {
      ZoneLane lane = new ZoneLane();
      lanes.add(lane);
      enterNext(lane, 1);
    }
  }

  List<ZoneLane> all() {
    return lanes;
  }

  int count() {
    return lanes.size();
  }

  ZoneLane get(int index) {
    return lanes.get(index);
  }

  /** A lane with room, taking turns; null if there is none now. */
  @Nullable ZoneLane withRoomFor(int blocks) {
    for (int i = 0; i < lanes.size(); i++) {
      ZoneLane lane = lanes.get(next);
      next = next + 1 < lanes.size() ? next + 1 : 0;
      if (lane.hasRoomFor(blocks)) {
        return lane;
      }
    }
    return null;
  }

  /** Whether one of them will soon be in another zone, or have more room than it seems now. */
  boolean areChanging() {
    for (int i = 0; i < lanes.size(); i++) {
      if (lanes.get(i).isChanging()) {
        return true;
      }
    }
    return false;
  }

  /** Has the lane with the least room leave its zone; false if there is no other zone to go to. */
  boolean leaveOne() {
    ZoneLane least = null;
    for (ZoneLane lane : lanes) {
      if (lane.state == ZoneLane.State.WRITING
          && (least == null || lane.blocksLeft < least.blocksLeft)) {
        least = lane;
      }
    }
    if (least == null || !chooser.hasMore()) {
      return false;
    }
    least.state = ZoneLane.State.LEAVING;
    return true;
  }

  /** The last block of a lane's zone was written. */
  void leaveFull(ZoneLane lane, int wantedBlocks) {
    resources.filled(lane.zoneStart);
    enterNext(lane, wantedBlocks);
  }

  /** Nothing was written to a lane's zone, which has too little room. */
  void leaveUnwritten(ZoneLane lane, int wantedBlocks) {
    resources.apply(ZoneSendAction.RESET_ZONE, lane.zoneStart); // It is empty still.
    enterNext(lane, wantedBlocks);
  }

  /** The device was asked to finish a lane's zone. */
  void finished(ZoneLane lane, boolean successfully) {
    if (successfully) {
      resources.apply(ZoneSendAction.FINISH_ZONE, lane.zoneStart);
      lane.state = ZoneLane.State.ENTERING;
    } else {
      lane.state = ZoneLane.State.IN_DOUBT;
    }
  }

  /** Asks for the state of a lane's zone, and goes on there or in another. */
  void lookAgain(ZoneLane lane, int wantedBlocks) {
    if (!enter(lane, lane.zoneStart, 1)) {
      enterNext(lane, wantedBlocks);
    }
  }

  /** Goes to another zone if there is one with room for so many blocks. */
  void enterNext(ZoneLane lane, int wantedBlocks) {
    lane.state = ZoneLane.State.IDLE;
    for (long tries = zones.geometry().count(); tries > 0; tries--) {
      long zone = chooser.next();
      if (zone == ZoneChooser.NONE || enter(lane, zone, wantedBlocks) || lost != null) {
        return;
      }
    }
  }

  /** Why a record finds no place. */
  BlockException noSpace() {
    return lost != null
        ? lost
        : new BlockException(
            Kind.NO_SPACE,
            "%s: no zone has room for the record, and none is empty that the limits allow to open"
                .formatted(zones));
  }

  /** Reads a zone and enters it; false if it takes no appends. */
  private boolean enter(ZoneLane lane, long zoneStart, int wantedBlocks) {
    lane.state = ZoneLane.State.IDLE;
    try {
      zones.visit(
          ZoneReceiveAction.REPORT_ZONES,
          zoneStart,
          ZoneReportingOption.ALL,
          1,
          zone -> {
            if (zone.startBlock() == zoneStart) {
              enter(lane, zone, wantedBlocks);
            }
          });
      lost = null;
    } catch (IOException e) {
      lost = new BlockException(Kind.IO_ERROR, String.valueOf(e.getMessage()));
    }
    return lane.state == ZoneLane.State.WRITING;
  }

  private void enter(ZoneLane lane, ZoneView zone, int wantedBlocks) {
    resources.update(zone);
    long zoneStart = zone.startBlock();
    boolean isRandom = (zone.attributes() & ZoneDescriptor.ZA_ZRWAV) != 0;
    if (isRandom || !zone.hasWritePointer() || !resources.canWrite(zoneStart)) {
      return;
    }
    long left = zoneStart + zone.capacityBlocks() - zone.writePointer();
    if (left >= wantedBlocks) {
      lane.enter(zoneStart, zone.capacityBlocks(), left);
      resources.written(zoneStart);
    }
  }
}
