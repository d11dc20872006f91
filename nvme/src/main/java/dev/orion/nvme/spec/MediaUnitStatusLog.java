package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The Media Unit Status log page (10h; Base 5.16.1.17). */
public final class MediaUnitStatusLog extends ListStructure<MediaUnitStatusLog.MediaUnit> {
  static final Layout LAYOUT =
      new Layout(
          "Media Unit Status log",
          16,
          0,
          decimal("nmu", 0, 2).labelled("Number of Media Unit Status Descriptors"),
          decimal("cchans", 2, 2).labelled("Number of Channels"),
          decimal("sel_config", 4, 2).labelled("Selected Configuration"));

  /**
   * Copies the page; throws {@link IllegalArgumentException} if it has no header, {@link
   * MalformedStructureException} if it has not the media units that it claims.
   */
  public MediaUnitStatusLog(MemorySegment page) {
    PageCursor cursor = new PageCursor(LAYOUT, page);
    List<MediaUnit> units = new ArrayList<>();
    for (long i = 0; i < LAYOUT.unsigned(page, "nmu"); i++) {
      String what = "Media Unit Status Descriptor " + i;
      long channels = cursor.peekNumber(what, 12, 1);
      long offset = cursor.peekNumber(what, 13, 1);
      if (channels > 0 && offset < MediaUnit.FIXED_BYTES) {
        throw LAYOUT.malformed(
            "cio of media unit %d is %d, within its descriptor".formatted(i, offset));
      }
      units.add(
          new MediaUnit(
              cursor.take(what, channels == 0 ? MediaUnit.FIXED_BYTES : offset + 2 * channels)));
    }
    super(LAYOUT, page, "mus_list", units);
  }

  /** Selected Configuration: the Capacity Configuration Identifier; 0 if none. */
  public int selectedConfiguration() {
    return intOf("sel_config");
  }

  @Override
  List<String> entryText(int index, MediaUnit entry) {
    return under("Media Unit Status Descriptor: " + index, entry.toText());
  }

  /** A Media Unit Status Descriptor. */
  public static final class MediaUnit extends Structure {
    static final int FIXED_BYTES = 14;

    static final Layout LAYOUT =
        new Layout(
            "Media Unit Status Descriptor",
            FIXED_BYTES,
            0,
            decimal("muid", 0, 2).labelled("Media Unit Identifier"),
            decimal("domainid", 2, 2).labelled("Domain Identifier"),
            decimal("endgid", 4, 2).labelled("Endurance Group Identifier"),
            decimal("nvmsetid", 6, 2).labelled("NVM Set Identifier"),
            decimal("cap_adj_fctr", 8, 2).labelled("Capacity Adjustment Factor"),
            decimal("avl_spare", 10, 1).labelled("Available Spare"),
            decimal("percent_used", 11, 1).labelled("Percentage Used"),
            decimal("mucs", 12, 1).labelled("Number of Channels"),
            decimal("cio", 13, 1).labelled("Channel Identifiers Offset"));

    MediaUnit(MemorySegment bytes) {
      super(LAYOUT, bytes, bytes.byteSize());
    }

    /** Media Unit Identifier. */
    public int id() {
      return intOf("muid");
    }

    /** Domain Identifier. */
    public int domainId() {
      return intOf("domainid");
    }

    /** Endurance Group Identifier; 0 if it is in none. */
    public int endgid() {
      return intOf("endgid");
    }

    /** NVM Set Identifier; 0 if it is in none. */
    public int nvmsetid() {
      return intOf("nvmsetid");
    }

    /** Available Spare, 0 to 100. */
    public int availableSparePercent() {
      return intOf("avl_spare");
    }

    /** Percentage Used of its life; may exceed 100, and stops at 255. */
    public int percentageUsed() {
      return intOf("percent_used");
    }

    /** Identifiers of its channels. */
    public List<Integer> channels() {
      return ControllerList.ofTwoBytes(this, intOf("cio"), intOf("mucs"));
    }
  }
}
