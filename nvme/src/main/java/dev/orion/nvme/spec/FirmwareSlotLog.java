package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.ascii;
import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Firmware Slot Information log page, 512 bytes (log page 03h; Base 5.16.1.4).
 *
 * <p>{@link #toMap} is what nvme-cli nests under the device's name. Slots whose revision is empty
 * are not listed.
 */
public final class FirmwareSlotLog extends Structure {
  /** Slots that the log page has room for. */
  public static final int SLOTS = 7;

  static final Layout LAYOUT =
      new Layout(
          "Firmware Slot Information log",
          512,
          5,
          hex("afi", 0, 1),
          slot(1),
          slot(2),
          slot(3),
          slot(4),
          slot(5),
          slot(6),
          slot(7));

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public FirmwareSlotLog(MemorySegment page) {
    super(LAYOUT, page);
  }

  /** The slot whose firmware runs, 1 to 7; from Active Firmware Info (AFI). */
  public int activeSlot() {
    return intOf("afi") & 0x7;
  }

  /** The slot whose firmware runs after the next reset, 1 to 7, or 0 if not reported; from AFI. */
  public int nextSlot() {
    return intOf("afi") >>> 4 & 0x7;
  }

  /** Firmware Revision in {@code slot}, 1 to 7; empty if there is none. */
  public String revision(int slot) {
    return text("frs" + slot);
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("Active Firmware Slot (afi)", value("afi"));
    for (int slot = 1; slot <= SLOTS; slot++) {
      if (hasRevision(slot)) {
        map.put(
            "Firmware Rev Slot " + slot,
            Long.toUnsignedString(raw(slot)) + " (" + shown(slot) + ")");
      }
    }
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    lines.add(line("afi", FieldText.hex(unsigned("afi"))));
    for (int slot = 1; slot <= SLOTS; slot++) {
      if (hasRevision(slot)) {
        String hex = new BigInteger(Long.toUnsignedString(raw(slot))).toString(16);
        lines.add(
            line(
                "frs" + slot,
                "0x"
                    + "0".repeat(Math.max(0, 14 - hex.length()))
                    + hex
                    + " ("
                    + shown(slot)
                    + ")"));
      }
    }
    return lines;
  }

  private boolean hasRevision(int slot) {
    return (raw(slot) & 0xff) != 0;
  }

  private long raw(int slot) {
    return littleEndian(8 * slot, 8);
  }

  /** All 8 bytes, with a '.' for each that is blank or not printable. */
  private String shown(int slot) {
    return FieldText.firmwareRevision(raw(slot));
  }

  private static Field slot(int slot) {
    return ascii("frs" + slot, 8 * slot, 8);
  }
}
