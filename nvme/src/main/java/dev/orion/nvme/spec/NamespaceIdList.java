package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Namespace List, 4096 bytes (CNS 02h, 07h, 10h, 1Ah, and the Changed Namespace List log page;
 * Base 5.17.2.2).
 *
 * <p>The specification wants the identifiers ascending; this class does not check that. Who asks
 * for the next list from the last identifier on must see to it that it grew.
 */
public final class NamespaceIdList extends Structure {
  /** Most identifiers in a list; a list that has as many may have a successor. */
  public static final int MAX_ENTRIES = 1024;

  static final Layout LAYOUT = new Layout("Namespace List", 4096, 0);

  /** Copies the structure; throws {@link IllegalArgumentException} if the page is shorter. */
  public NamespaceIdList(MemorySegment page) {
    super(LAYOUT, page);
  }

  /**
   * The namespace identifiers (unsigned) before the first 0. In the Changed Namespace List,
   * FFFFFFFFh alone says that more have changed than fit.
   */
  public List<Integer> nsids() {
    List<Integer> nsids = new ArrayList<>();
    for (int i = 0; i < MAX_ENTRIES; i++) {
      int nsid = (int) littleEndian(4 * i, 4);
      if (nsid == 0) {
        break;
      }
      nsids.add(nsid);
    }
    return nsids;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(
        "nsid_list",
        nsids().stream().map(nsid -> Map.of("nsid", Integer.toUnsignedLong(nsid))).toList());
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    for (int nsid : nsids()) {
      lines.add("[%4d]:%s".formatted(lines.size(), FieldText.hex(Integer.toUnsignedLong(nsid))));
    }
    return lines;
  }
}
