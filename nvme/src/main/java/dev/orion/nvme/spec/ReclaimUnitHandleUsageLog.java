package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The Reclaim Unit Handle Usage log page (21h; TP4146). */
public final class ReclaimUnitHandleUsageLog
    extends ListStructure<ReclaimUnitHandleUsageLog.Usage> {
  /** Bytes before the first handle. */
  public static final int HEADER_BYTES = 8;

  /** Bytes of a handle. */
  public static final int ENTRY_BYTES = 8;

  static final Layout LAYOUT =
      new Layout("Reclaim Unit Handle Usage log", HEADER_BYTES, 0, decimal("nruh", 0, 2));

  /**
   * Copies the page; throws {@link IllegalArgumentException} if it has no header, {@link
   * MalformedStructureException} if it has not the handles that it claims.
   */
  public ReclaimUnitHandleUsageLog(MemorySegment page) {
    long count = LAYOUT.count(page, "nruh", room(page, HEADER_BYTES, ENTRY_BYTES));
    super(LAYOUT, page, "ruhus", ofOneSize(page, HEADER_BYTES, ENTRY_BYTES, count, Usage::new));
  }

  /** How long the log page is that begins so. */
  public static long lengthBytes(MemorySegment header) {
    return HEADER_BYTES + LAYOUT.unsigned(header, "nruh") * ENTRY_BYTES;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries().size(); i++) {
      Usage usage = entries().get(i);
      lines.add(
          "Reclaim Unit Handle %d Attributes: 0x%x (%s)"
              .formatted(i, usage.attributes(), usage.title()));
    }
    return lines;
  }

  /** A Reclaim Unit Handle Usage Descriptor. */
  public static final class Usage extends Structure {
    static final Layout LAYOUT =
        new Layout("Reclaim Unit Handle Usage Descriptor", ENTRY_BYTES, 0, decimal("ruha", 0, 1));

    Usage(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Reclaim Unit Handle Attributes: 0 unused, 1 host specified, 2 controller specified. */
    public int attributes() {
      return intOf("ruha");
    }

    private String title() {
      return switch (attributes()) {
        case 0 -> "Unused";
        case 1 -> "Host Specified";
        case 2 -> "Controller Specified";
        default -> "Unknown";
      };
    }
  }
}
