package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Changed Zone List log page of a zoned namespace, 4096 bytes (log page BFh; ZNS 4.1.4.1).
 * nvme-cli 2.3 has no JSON of it.
 */
public final class ChangedZoneList extends Structure {
  /** Zones that the log page has room for. */
  public static final int MAX_ZONES = 511;

  static final Layout LAYOUT =
      new Layout("Changed Zone List", 4096, 0, decimal("nrzid", 0, 2).labelled("nrzid"));

  private static final int OFFSET = 8;
  private static final int TOO_MANY = 0xffff;

  private final List<Long> zones;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if it claims more zones than fit or they are not ascending.
   */
  public ChangedZoneList(MemorySegment page) {
    super(LAYOUT, page);
    List<Long> starts = new ArrayList<>();
    int count = hasTooMany() ? 0 : LAYOUT.count(page, "nrzid", MAX_ZONES);
    for (int i = 0; i < count; i++) {
      starts.add(littleEndian(OFFSET + 8 * i, 8));
    }
    LAYOUT.requireAscending("list of zones", starts);
    this.zones = List.copyOf(starts);
  }

  /** Whether more zones changed than fit, so that none are listed. */
  public boolean hasTooMany() {
    return intOf("nrzid") == TOO_MANY;
  }

  /** The first block (ZSLBA) of each zone that changed. */
  public List<Long> zones() {
    return zones;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(super.toMap());
    map.put("zid_list", zones.stream().map(zone -> Map.of("zid", zone)).toList());
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    if (hasTooMany()) {
      lines.add("Too many zones have changed to fit into the log. Use report zones for changes.");
      return lines;
    }
    lines.add("nrzid:  " + zones.size());
    for (long zone : zones) {
      lines.add("zid %03d: %d".formatted(lines.size() - 1, zone));
    }
    return lines;
  }
}
