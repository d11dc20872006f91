package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A structure with a list of others in it. Its count is checked against the room there is when it
 * is made: {@link MalformedStructureException}.
 *
 * @param <E> what is in the list
 */
public abstract sealed class ListStructure<E extends Structure> extends Structure
    permits AnaLog,
        DeviceSelfTestLog,
        DomainList,
        FdpConfigurationsLog,
        FdpConfigurationsLog.Configuration,
        FdpEventsLog,
        LbaStatusDescriptors,
        LbaStatusLog,
        LbaStatusLog.NamespaceElement,
        MediaUnitStatusLog,
        NamespaceGranularityList,
        NvmSetList,
        ReclaimUnitHandleStatus,
        ReclaimUnitHandleUsageLog,
        ReservationStatus,
        SecondaryControllerList,
        SupportedCapacityConfigurationList,
        SupportedCapacityConfigurationList.Capacity,
        SupportedCapacityConfigurationList.EnduranceGroup,
        SupportedCapacityConfigurationList.Channel,
        UuidList {
  private final String key;
  private final List<E> entries;

  ListStructure(Layout layout, MemorySegment page, String key, List<E> entries) {
    super(layout, page, page.byteSize());
    this.key = key;
    this.entries = List.copyOf(entries);
  }

  /** Entries of one size, as many as the page claims. */
  static <E> List<E> ofOneSize(
      MemorySegment page,
      long offset,
      int entryBytes,
      long count,
      Function<MemorySegment, E> entry) {
    List<E> entries = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      entries.add(entry.apply(page.asSlice(offset + i * entryBytes, entryBytes)));
    }
    return entries;
  }

  /** How many entries of one size a page has room for. */
  static long room(MemorySegment page, long offset, int entryBytes) {
    return Math.max(0, page.byteSize() - offset) / entryBytes;
  }

  /** The entries, in the controller's order. */
  public final List<E> entries() {
    return entries;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = super.toMap();
    map.put(key, entries.stream().map(Structure::toMap).toList());
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = super.toText();
    for (int i = 0; i < entries.size(); i++) {
      lines.addAll(entryText(i, entries.get(i)));
    }
    return lines;
  }

  /** The lines of an entry, with its heading. */
  List<String> entryText(int index, E entry) {
    return entry.toText();
  }

  /** A heading and what is under it. */
  static List<String> under(String heading, List<String> lines) {
    List<String> all = new ArrayList<>();
    all.add(heading);
    all.addAll(lines);
    return all;
  }
}
