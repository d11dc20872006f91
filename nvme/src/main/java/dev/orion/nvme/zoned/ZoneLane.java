package dev.orion.nvme.zoned;

import dev.orion.block.BlockRequest;
import org.jspecify.annotations.Nullable;

/** A zone that a {@link ZonedWriter} writes to, and after it the next. */
final class ZoneLane {

  /** What a lane does. */
  enum State {
    /** It has no zone yet. */
    ENTERING,
    /** It has no zone, and found none. */
    IDLE,
    /** It takes records. */
    WRITING,
    /** It takes none, and finishes its zone once those in flight ended. */
    LEAVING,
    /** Its zone is being finished. */
    FINISHING,
    /** An append failed: it asks the device for its zone's state once those in flight ended. */
    IN_DOUBT
  }

  final BlockRequest management = new BlockRequest();
  State state = State.ENTERING;
  long zoneStart;
  long capacityBlocks;
  long blocksLeft;
  int inFlight;

  /** A record of many pieces, which has the zone for itself; it starts when the others ended. */
  @Nullable ZoneRecord alone;

  void enter(long zoneStart, long capacityBlocks, long blocksLeft) {
    this.zoneStart = zoneStart;
    this.capacityBlocks = capacityBlocks;
    this.blocksLeft = blocksLeft;
    state = State.WRITING;
  }

  boolean hasRoomFor(long blocks) {
    return state == State.WRITING && alone == null && blocksLeft >= blocks;
  }

  /** Whether it will soon be in another zone, or have more room than it seems now. */
  boolean isChanging() {
    return switch (state) {
      case ENTERING, LEAVING, FINISHING, IN_DOUBT -> true;
      case WRITING -> alone != null || blocksLeft == 0;
      case IDLE -> false;
    };
  }

  boolean holds(long block) {
    return block >= zoneStart && block < zoneStart + capacityBlocks;
  }
}
