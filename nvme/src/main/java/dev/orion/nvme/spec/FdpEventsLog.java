package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * The FDP Events log page, 4096 bytes (log page 23h; TP4146). Plain text has timestamps in
 * milliseconds, without the local time that nvme-cli adds.
 */
public final class FdpEventsLog extends ListStructure<FdpEventsLog.Event> {
  /** Events that the log page has room for. */
  public static final int MAX_EVENTS = 63;

  static final Layout LAYOUT = new Layout("FDP Events log", 4096, 0, decimal("n", 0, 4));

  private static final int OFFSET = 64;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if it claims more events than fit.
   */
  public FdpEventsLog(MemorySegment page) {
    long count = LAYOUT.count(page, "n", MAX_EVENTS);
    super(LAYOUT, page, "events", ofOneSize(page, OFFSET, Event.SIZE_BYTES, count, Event::new));
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < entries().size(); i++) {
      lines.add("Event[%d]".formatted(i));
      lines.addAll(entries().get(i).toText());
      lines.add("");
    }
    return lines;
  }

  /** An FDP Event. */
  public static final class Event extends Structure {
    static final int SIZE_BYTES = 64;

    static final Layout LAYOUT =
        new Layout(
            "FDP Event",
            SIZE_BYTES,
            0,
            decimal("type", 0, 1),
            decimal("fdpef", 1, 1),
            decimal("pid", 2, 2),
            decimal("timestamp", 4, 8),
            decimal("nsid", 12, 4),
            decimal("nlbam", 18, 2),
            decimal("lba", 20, 8));

    private static final int MEDIA_REALLOCATED = 0x80;
    private static final int PIV = 1;
    private static final int NSIDV = 1 << 1;
    private static final int LV = 1 << 2;

    Event(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** FDP Event Type; from 80h on it is the controller's, below it is the host's. */
    public int type() {
      return intOf("type");
    }

    /** FDP Event Flags: bit 0 PID valid, bit 1 NSID valid, bit 2 location valid. */
    public int flags() {
      return intOf("fdpef");
    }

    /** Placement Identifier. */
    public int placementIdentifier() {
      return intOf("pid");
    }

    /** Event Timestamp: milliseconds since 1970, or since the last reset of the clock. */
    public long timestampMilliseconds() {
      return unsigned("timestamp") & 0xffff_ffff_ffffL;
    }

    /** Namespace Identifier, unsigned. */
    public int nsid() {
      return intOf("nsid");
    }

    @Override
    boolean isReported(Field field) {
      return switch (field.name()) {
        case "nlbam" -> type() == MEDIA_REALLOCATED;
        case "lba" -> type() == MEDIA_REALLOCATED && (littleEndian(16, 1) & 1) != 0;
        default -> true;
      };
    }

    @Override
    public List<String> toText() {
      List<String> lines = new ArrayList<>();
      lines.add("  Event Type: 0x%x (%s)".formatted(type(), typeName()));
      lines.add("  Event Timestamp: " + timestampMilliseconds());
      if ((flags() & PIV) != 0) {
        lines.add("  Placement Identifier (PID): 0x%x".formatted(placementIdentifier()));
      }
      if ((flags() & NSIDV) != 0) {
        lines.add("  Namespace Identifier (NSID): " + value("nsid"));
      }
      for (Field field : fields()) {
        if (isReported(field) && field.name().equals("nlbam")) {
          lines.add("  Number of LBAs Moved (NLBAM): " + value("nlbam"));
        } else if (isReported(field) && field.name().equals("lba")) {
          lines.add("  Logical Block Address (LBA): 0x%x".formatted(unsigned("lba")));
        }
      }
      if ((flags() & LV) != 0) {
        lines.add("  Reclaim Group Identifier: " + littleEndian(32, 2));
        lines.add("  Reclaim Unit Handle Identifier " + littleEndian(34, 1));
      }
      return lines;
    }

    private String typeName() {
      return switch (type()) {
        case 0x00 -> "Reclaim Unit Not Fully Written";
        case 0x01 -> "Reclaim Unit Active Time Limit Exceeded";
        case 0x02 -> "Controller Level Reset Modified Reclaim Unit Handles";
        case 0x03 -> "Invalid Placement Identifier";
        case MEDIA_REALLOCATED -> "Media Reallocated";
        case 0x81 -> "Implicitly Modified Reclaim Unit Handle";
        default -> "Unknown";
      };
    }
  }
}
