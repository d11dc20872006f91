package dev.orion.nvme;

import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneState;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A zone of a report as it lies in the report's memory (ZNS 3.4.2): one object for all zones, which
 * {@link Zones#visit} moves from zone to zone. Valid only while it is visited; {@link #descriptor}
 * keeps.
 */
public final class ZoneView {

  private static final int ZS = 1;
  private static final int ZA = 2;
  private static final int ZAI = 3;
  private static final int ZCAP = 8;
  private static final int ZSLBA = 16;
  private static final int WP = 24;

  private static final ZoneState[] STATES = new ZoneState[16];

  static {
    for (ZoneState state : ZoneState.values()) {
      STATES[state.code()] = state;
    }
  }

  private final MemorySegment page;
  private final int extensionBytes;
  private long offset;

  /**
   * @param page the report
   * @param extensionBytes what follows each descriptor
   */
  ZoneView(MemorySegment page, int extensionBytes) {
    this.page = page;
    this.extensionBytes = extensionBytes;
  }

  /** Moves it to the descriptor at an offset of the page. */
  ZoneView at(long offsetBytes) {
    this.offset = offsetBytes;
    return this;
  }

  /** Bytes of a descriptor with its extension. */
  int lengthBytes() {
    return ZoneDescriptor.SIZE_BYTES + extensionBytes;
  }

  /** The zone's first block. */
  public long startBlock() {
    return page.get(LittleEndian.LONG, offset + ZSLBA);
  }

  /** Blocks that can be written, from the first one on. */
  public long capacityBlocks() {
    return page.get(LittleEndian.LONG, offset + ZCAP);
  }

  /** The block that is written next; meaningless unless {@link #hasWritePointer}. */
  public long writePointer() {
    return page.get(LittleEndian.LONG, offset + WP);
  }

  /** Whether the zone's state gives its write pointer a meaning. */
  public boolean hasWritePointer() {
    return switch (state()) {
      case EMPTY, IMPLICITLY_OPENED, EXPLICITLY_OPENED, CLOSED -> true;
      case FULL, READ_ONLY, OFFLINE -> false;
    };
  }

  /** The zone's state. */
  public ZoneState state() {
    ZoneState state = STATES[stateCode()];
    if (state == null) {
      throw new IllegalStateException("a visited zone's state was checked before");
    }
    return state;
  }

  int stateCode() {
    return page.get(ValueLayout.JAVA_BYTE, offset + ZS) >>> 4 & 0xf;
  }

  boolean hasKnownState() {
    return STATES[stateCode()] != null;
  }

  /** Zone Attributes, a bit set of {@link ZoneDescriptor}'s {@code ZA_}. */
  public int attributes() {
    return Byte.toUnsignedInt(page.get(ValueLayout.JAVA_BYTE, offset + ZA));
  }

  /** Zone Attributes Information: which recommended limits apply. */
  public int attributesInformation() {
    return Byte.toUnsignedInt(page.get(ValueLayout.JAVA_BYTE, offset + ZAI));
  }

  /** A copy, with the extension if there is one. */
  public ZoneDescriptor descriptor() {
    return ZoneDescriptor.of(page.asSlice(offset, lengthBytes()));
  }
}
