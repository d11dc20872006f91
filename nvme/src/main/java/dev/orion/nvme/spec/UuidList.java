package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.hex;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The UUID List, 4096 bytes (CNS 17h; Base 5.17.2.17): what a UUID Index from 1 on selects. It ends
 * before the first UUID of zeroes.
 *
 * <p>nvme-cli 2.3's JSON leaves the first UUID out.
 */
public final class UuidList extends ListStructure<UuidList.Entry> {
  /** Most entries in a list. */
  public static final int MAX_ENTRIES = 127;

  static final Layout LAYOUT = new Layout("UUID List", 4096, 0);

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public UuidList(MemorySegment page) {
    LAYOUT.requireSize(page, LAYOUT.sizeBytes());
    List<Entry> entries =
        ofOneSize(page, Entry.SIZE_BYTES, Entry.SIZE_BYTES, MAX_ENTRIES, Entry::new).stream()
            .takeWhile(entry -> !entry.uuid().equals(Entry.NONE))
            .toList();
    super(LAYOUT, page, "UUID-list", entries);
  }

  @Override
  List<String> entryText(int index, Entry entry) {
    List<String> lines = new ArrayList<>();
    lines.add(" Entry[%3d]".formatted(index + 1));
    lines.add(".................");
    lines.addAll(entry.toText());
    lines.add(".................");
    return lines;
  }

  /** A UUID List Entry. */
  public static final class Entry extends Structure {
    static final int SIZE_BYTES = 32;

    static final Layout LAYOUT =
        new Layout(
            "UUID List Entry", SIZE_BYTES, 13, hex("association", 0, 1), Field.uuid("uuid", 16));

    private static final String NONE = "00000000-0000-0000-0000-000000000000";
    private static final String INVALID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

    Entry(MemorySegment bytes) {
      super(LAYOUT, bytes);
    }

    /** Identifier Association: 0 none reported, 1 PCI Vendor ID, 2 PCI Subsystem Vendor ID. */
    public int association() {
      return intOf("association") & 0x3;
    }

    /** The UUID, as RFC 4122 writes it. */
    public String uuid() {
      return text("uuid");
    }

    @Override
    public Map<String, Object> toMap() {
      Map<String, Object> map = super.toMap();
      map.put("association", (long) association());
      return map;
    }

    @Override
    public List<String> toText() {
      return List.of(
          line("association", "0x%x ".formatted(association())),
          line("UUID", uuid() + (uuid().equals(INVALID) ? " (Invalid UUID)" : "")));
    }
  }
}
