package dev.orion.nvme.zoned;

import dev.orion.nvme.spec.ZoneState;

/**
 * Which zone of a range to write next: those that are active already, which costs no resources,
 * then the empty ones in order, as far as the limits allow.
 */
final class ZoneChooser {

  /** There is none. */
  static final long NONE = -1;

  private final ZoneResources resources;
  private final long sizeBlocks;
  private final long firstBlock;
  private final long endBlock;
  private long cursor;
  private long activeCursor;

  ZoneChooser(ZoneResources resources, long sizeBlocks, long firstBlock, long endBlock) {
    this.resources = resources;
    this.sizeBlocks = sizeBlocks;
    this.firstBlock = firstBlock;
    this.endBlock = endBlock;
    this.cursor = firstBlock;
    this.activeCursor = firstBlock;
  }

  /** The next zone's first block, or {@link #NONE}; each active one only once. */
  long next() {
    for (; activeCursor < endBlock; activeCursor += sizeBlocks) {
      if (isActive(activeCursor)) {
        if (!resources.canWrite(activeCursor)) {
          return NONE;
        }
        long zone = activeCursor;
        activeCursor += sizeBlocks;
        return zone;
      }
    }
    long zone = nextEmpty();
    if (zone == NONE || !resources.canWrite(zone)) {
      return NONE;
    }
    cursor = zone + sizeBlocks;
    return zone;
  }

  /** Whether there is a zone to write, once limits allow it. */
  boolean hasMore() {
    for (long zone = activeCursor; zone < endBlock; zone += sizeBlocks) {
      if (isActive(zone)) {
        return true;
      }
    }
    return nextEmpty() != NONE;
  }

  private boolean isActive(long zone) {
    return switch (resources.state(zone)) {
      case IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED -> true;
      case EMPTY, FULL, READ_ONLY, OFFLINE -> false;
    };
  }

  private long nextEmpty() {
    long zone = cursor;
    for (long looked = firstBlock; looked < endBlock; looked += sizeBlocks) {
      if (zone >= endBlock) {
        zone = firstBlock;
      }
      if (resources.state(zone) == ZoneState.EMPTY) {
        return zone;
      }
      zone += sizeBlocks;
    }
    return NONE;
  }
}
