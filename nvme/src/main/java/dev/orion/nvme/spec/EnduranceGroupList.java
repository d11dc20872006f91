package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;

/** An Endurance Group List, 4096 bytes (CNS 19h; Base 5.17.2.18), ascending. */
public final class EnduranceGroupList extends Structure {
  /** Most identifiers in a list. */
  public static final int MAX_ENTRIES = 2047;

  static final Layout LAYOUT =
      new Layout(
          "Endurance Group List",
          4096,
          0,
          decimal("num_endgrp_id", 0, 2).labelled("num of endurance group ids"));

  private final List<Integer> endgids;

  /**
   * Copies the structure; throws {@link IllegalArgumentException} if the page is shorter, {@link
   * MalformedStructureException} if it has more groups than fit or they are not ascending.
   */
  public EnduranceGroupList(MemorySegment page) {
    super(LAYOUT, page);
    int count = LAYOUT.count(page, "num_endgrp_id", MAX_ENTRIES);
    this.endgids = ControllerList.ofTwoBytes(this, 2, count);
    LAYOUT.requireAscending("list of Endurance Groups", endgids);
  }

  /** Endurance Group Identifiers. */
  public List<Integer> endgids() {
    return endgids;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    map.put("endgrp_list", ControllerList.named("endgrp_id", endgids));
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = super.toText();
    lines.addAll(ControllerList.numbered(endgids));
    return lines;
  }
}
