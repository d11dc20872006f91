package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Asymmetric Namespace Access log page (0Ch; Base 5.16.1.13). nvme-cli's JSON has the device's
 * name too.
 */
public final class AnaLog extends ListStructure<AnaLog.Group> {
  /** Bytes before the first group. */
  public static final int HEADER_BYTES = 16;

  /** Bytes of a group's descriptor before its namespaces. */
  public static final int GROUP_BYTES = 32;

  static final Layout LAYOUT =
      new Layout(
          "Asymmetric Namespace Access log",
          HEADER_BYTES,
          8,
          decimal("chgcnt", 0, 8),
          decimal("ngrps", 8, 2));

  /**
   * Copies the page; throws {@link IllegalArgumentException} if it has no header, {@link
   * MalformedStructureException} if it has not the groups and namespaces that it claims.
   */
  public AnaLog(MemorySegment page) {
    PageCursor cursor = new PageCursor(LAYOUT, page);
    List<Group> groups = new ArrayList<>();
    for (long i = 0; i < LAYOUT.unsigned(page, "ngrps"); i++) {
      String what = "ANA Group Descriptor " + i;
      long namespaces = cursor.peekNumber(what, 4, 4);
      groups.add(new Group(cursor.take(what, GROUP_BYTES + 4 * namespaces)));
    }
    super(LAYOUT, page, "ANA DESC LIST ", groups);
  }

  /** Change Count, unsigned. */
  public long changeCount() {
    return unsigned("chgcnt");
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    lines.add("ANA LOG HEADER :-");
    lines.add(tabbed("chgcnt", value("chgcnt")));
    lines.add(tabbed("ngrps", value("ngrps")));
    lines.add("ANA Log Desc :-");
    for (Group group : entries()) {
      lines.addAll(group.toText());
      lines.add("");
    }
    return lines;
  }

  private static String tabbed(String label, Object value) {
    return "%-8s:       %s".formatted(label, value);
  }

  /** An ANA Group Descriptor. */
  public static final class Group extends Structure {
    static final Layout LAYOUT =
        new Layout(
            "ANA Group Descriptor",
            GROUP_BYTES,
            8,
            decimal("grpid", 0, 4),
            decimal("nnsids", 4, 4),
            decimal("chgcnt", 8, 8),
            decimal("state", 16, 1));

    Group(MemorySegment bytes) {
      super(LAYOUT, bytes, bytes.byteSize());
    }

    /** ANA Group ID, unsigned. */
    public int id() {
      return intOf("grpid");
    }

    /** Change Count, unsigned. */
    public long changeCount() {
      return unsigned("chgcnt");
    }

    /**
     * Asymmetric Namespace Access State: 1 optimized, 2 non-optimized, 3 inaccessible, 4 persistent
     * loss, 15 change.
     */
    public int state() {
      return intOf("state") & 0xf;
    }

    /** Namespaces of the group, unsigned. */
    public List<Integer> nsids() {
      List<Integer> nsids = new ArrayList<>();
      for (int at = GROUP_BYTES; at < lengthBytes(); at += 4) {
        nsids.add((int) littleEndian(at, 4));
      }
      return nsids;
    }

    @Override
    public Map<String, Object> toMap() {
      Map<String, Object> map = super.toMap();
      map.put("state", stateName());
      List<Map<String, Object>> namespaces = new ArrayList<>();
      for (int nsid : nsids()) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("nsid", Integer.toUnsignedLong(nsid));
        namespaces.add(entry);
      }
      map.put("NSIDS", namespaces);
      return map;
    }

    @Override
    public List<String> toText() {
      List<String> lines = new ArrayList<>();
      toMap()
          .forEach(
              (name, value) -> {
                if (!name.equals("NSIDS")) {
                  lines.add(tabbed(name, value));
                }
              });
      for (int nsid : nsids()) {
        lines.add("        nsid    :       " + Integer.toUnsignedString(nsid));
      }
      return lines;
    }

    private String stateName() {
      return switch (state()) {
        case 1 -> "optimized";
        case 2 -> "non-optimized";
        case 3 -> "inaccessible";
        case 4 -> "persistent-loss";
        case 15 -> "change";
        default -> "invalid state";
      };
    }
  }
}
