package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * The first 512 bytes of the Telemetry Host-Initiated and Telemetry Controller-Initiated log pages
 * (07h and 08h; Base 5.16.1.8, 5.16.1.9). Blocks of 512 bytes follow, in data areas each of which
 * begins with the one before.
 */
public final class TelemetryLogHeader extends Structure {
  /** Its size, and that of a block. */
  public static final int BLOCK_BYTES = 512;

  /** Data areas. */
  public static final int AREAS = 4;

  static final Layout LAYOUT =
      new Layout(
          "Telemetry log",
          BLOCK_BYTES,
          20,
          hex("lpi", 0, 1),
          hex("ieee", 5, 3).shownAs(Field.Format.HEX_DIGITS),
          decimal("dalb1", 8, 2),
          decimal("dalb2", 10, 2),
          decimal("dalb3", 12, 2),
          decimal("dalb4", 16, 4),
          decimal("hostdgn", 381, 1),
          decimal("ctrlavail", 382, 1),
          decimal("ctrldgn", 383, 1));

  /**
   * Copies the header; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if an area ends before the one in front of it.
   */
  public TelemetryLogHeader(MemorySegment page) {
    super(LAYOUT, page);
    List<Long> ends = List.of(unsigned("dalb1"), unsigned("dalb2"), unsigned("dalb3"));
    for (int area = 2; area <= ends.size(); area++) {
      if (ends.get(area - 1) < ends.get(area - 2)) {
        throw LAYOUT.malformed(
            "dalb%d is %d, before dalb%d, %d"
                .formatted(area, ends.get(area - 1), area - 1, ends.get(area - 2)));
      }
    }
    if (unsigned("dalb4") != 0 && unsigned("dalb4") < unsigned("dalb3")) {
      throw LAYOUT.malformed(
          "dalb4 is %d, before dalb3, %d".formatted(unsigned("dalb4"), unsigned("dalb3")));
    }
  }

  /** Length of the log page up to the end of a data area, 1 to 4, in bytes. */
  public long lengthBytes(int area) {
    if (area < 1 || area > AREAS) {
      throw new IndexOutOfBoundsException("data area " + area + ", must be 1 to 4");
    }
    long last =
        area == AREAS ? Math.max(unsigned("dalb4"), unsigned("dalb3")) : unsigned("dalb" + area);
    return (last + 1) * BLOCK_BYTES;
  }

  /** Whether there is controller-initiated data. */
  public boolean hasControllerData() {
    return unsigned("ctrlavail") != 0;
  }

  /** Host-Initiated Data Generation Number: another for each new set of data. */
  public int hostGeneration() {
    return intOf("hostdgn");
  }

  /** Controller-Initiated Data Generation Number: another for each new set of data. */
  public int controllerGeneration() {
    return intOf("ctrldgn");
  }
}
