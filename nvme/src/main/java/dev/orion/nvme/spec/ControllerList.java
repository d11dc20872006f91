package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A Controller List, 4096 bytes (CNS 12h and 13h; Base 4.4.1), ascending. */
public final class ControllerList extends Structure {
  /** Most identifiers in a list. */
  public static final int MAX_ENTRIES = 2047;

  static final Layout LAYOUT =
      new Layout(
          "Controller List", 4096, 0, decimal("num_ctrl", 0, 2).labelled("num of ctrls present"));

  private final List<Integer> cntlids;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if it has more controllers than fit or they are not ascending.
   */
  public ControllerList(MemorySegment page) {
    super(LAYOUT, page);
    int count = LAYOUT.count(page, "num_ctrl", MAX_ENTRIES);
    this.cntlids = ofTwoBytes(this, 2, count);
    LAYOUT.requireAscending("list of controllers", cntlids);
  }

  /** Controller Identifiers. */
  public List<Integer> cntlids() {
    return cntlids;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    map.put("ctrl_list", named("ctrl_id", cntlids));
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = super.toText();
    lines.addAll(numbered(cntlids));
    return lines;
  }

  static List<Integer> ofTwoBytes(Structure structure, int offset, int count) {
    List<Integer> identifiers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      identifiers.add((int) structure.littleEndian(offset + 2 * i, 2));
    }
    return List.copyOf(identifiers);
  }

  static List<Map<String, Object>> named(String key, List<Integer> identifiers) {
    return identifiers.stream().map(id -> Map.<String, Object>of(key, (long) id)).toList();
  }

  static List<String> numbered(List<Integer> identifiers) {
    List<String> lines = new ArrayList<>();
    for (int id : identifiers) {
      lines.add("[%4d]:%s".formatted(lines.size(), FieldText.hex(id)));
    }
    return lines;
  }
}
