package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** The Reclaim Unit Handle Status data structure, which I/O Management Receive returns (TP4146). */
public final class ReclaimUnitHandleStatus extends ListStructure<ReclaimUnitHandleStatus.Handle> {
  /** Bytes before the first handle. */
  public static final int HEADER_BYTES = 16;

  /** Bytes of a handle. */
  public static final int ENTRY_BYTES = 32;

  static final Layout LAYOUT =
      new Layout("Reclaim Unit Handle Status", HEADER_BYTES, 0, decimal("nruhsd", 14, 2));

  /**
   * Copies the page; throws {@link IllegalArgumentException} if it has no header, {@link
   * MalformedStructureException} if it has not the handles that it claims.
   */
  public ReclaimUnitHandleStatus(MemorySegment page) {
    long count = LAYOUT.count(page, "nruhsd", room(page, HEADER_BYTES, ENTRY_BYTES));
    super(LAYOUT, page, "ruhss", ofOneSize(page, HEADER_BYTES, ENTRY_BYTES, count, Handle::new));
  }

  /** How many handles a page claims to have, by its first bytes. */
  public static int count(MemorySegment header) {
    return (int) LAYOUT.unsigned(header, "nruhsd");
  }

  @Override
  public List<String> toText() {
    return entries().stream().flatMap(handle -> handle.toText().stream()).toList();
  }

  /** A Reclaim Unit Handle Status Descriptor. */
  public static final class Handle extends Structure {
    static final Layout LAYOUT =
        new Layout(
            "Reclaim Unit Handle Status Descriptor",
            ENTRY_BYTES,
            0,
            decimal("pid", 0, 2),
            decimal("ruhid", 2, 2),
            decimal("earutr", 4, 4),
            decimal("ruamw", 8, 8));

    Handle(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Placement Identifier: the Directive Specific value of writes that go here. */
    public int placementId() {
      return intOf("pid");
    }

    /** Reclaim Unit Handle Identifier. */
    public int handleId() {
      return intOf("ruhid");
    }

    /** Reclaim Unit Available Media Writes in logical blocks, unsigned. */
    public long availableBlocks() {
      return unsigned("ruamw");
    }

    @Override
    public List<String> toText() {
      return List.of(
          "Placement Identifier %d; Reclaim Unit Handle Identifier %d"
              .formatted(placementId(), handleId()),
          "  Estimated Active Reclaim Unit Time Remaining (EARUTR): " + value("earutr"),
          "  Reclaim Unit Available Media Writes (RUAMW): " + value("ruamw"),
          "");
    }
  }
}
