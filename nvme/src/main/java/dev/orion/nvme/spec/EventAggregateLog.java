package dev.orion.nvme.spec;

import static dev.orion.nvme.spec.Field.decimal;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The Predictable Latency Event Aggregate log page (0Bh; Base 5.16.1.12) and the Endurance Group
 * Event Aggregate log page (0Fh; Base 5.16.1.16): the NVM Sets or Endurance Groups that have
 * events.
 */
public final class EventAggregateLog extends Structure {
  /** Bytes before the first entry. */
  public static final int HEADER_BYTES = 8;

  /** Bytes of an entry. */
  public static final int ENTRY_BYTES = 2;

  static final Layout LAYOUT =
      new Layout(
          "Event Aggregate log",
          HEADER_BYTES,
          0,
          decimal("num_entries_avail", 0, 8).labelled("Number of Entries Available"));

  private static final int MAX_ENTRIES = 0xffff;

  private final List<Integer> identifiers;

  /**
   * Copies the page, which may hold fewer entries than there are; throws {@link
   * IllegalArgumentException} if it has no header, {@link MalformedStructureException} if it claims
   * more entries than there are identifiers.
   */
  public EventAggregateLog(MemorySegment page) {
    super(LAYOUT, page, page.byteSize());
    int count = LAYOUT.count(page, "num_entries_avail", MAX_ENTRIES);
    int there = (int) Math.min(count, (page.byteSize() - HEADER_BYTES) / ENTRY_BYTES);
    this.identifiers = ControllerList.ofTwoBytes(this, HEADER_BYTES, there);
  }

  /** How many entries the controller has. */
  public int available() {
    return intOf("num_entries_avail");
  }

  /** The NVM Sets or Endurance Groups, as far as they were read. */
  public List<Integer> identifiers() {
    return identifiers;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    map.put("list_of_entries", ControllerList.named("entry", identifiers));
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>(super.toText());
    for (int i = 0; i < identifiers.size(); i++) {
      lines.add("Entry[%d]: %d".formatted(i + 1, identifiers.get(i)));
    }
    return lines;
  }
}
