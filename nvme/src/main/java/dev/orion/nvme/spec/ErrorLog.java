package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The Error Information log page (log page 01h; Base 5.16.1.2): entries of 64 bytes, newest first,
 * as many as Identify Controller's ELPE says or fewer.
 *
 * <p>Plain text gives the status its specification name, where nvme-cli adds an explanation.
 */
public final class ErrorLog extends Structure {
  static final Layout LAYOUT = new Layout("Error Information log", ErrorLogEntry.SIZE_BYTES, 0);

  /**
   * Copies as many whole entries as the page has; throws {@link IllegalArgumentException} if it has
   * not one.
   */
  public ErrorLog(MemorySegment page) {
    super(LAYOUT, page, page.byteSize() - page.byteSize() % ErrorLogEntry.SIZE_BYTES);
  }

  /** All entries, used or not. */
  public List<ErrorLogEntry> entries() {
    List<ErrorLogEntry> entries = new ArrayList<>();
    for (long at = 0; at < lengthBytes(); at += ErrorLogEntry.SIZE_BYTES) {
      entries.add(new ErrorLogEntry(slice(at, ErrorLogEntry.SIZE_BYTES)));
    }
    return entries;
  }

  @Override
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("errors", entries().stream().map(Structure::toMap).toList());
    return map;
  }

  @Override
  public List<String> toText() {
    List<String> lines = new ArrayList<>();
    int index = 0;
    for (ErrorLogEntry entry : entries()) {
      lines.add(" Entry[%2d]   ".formatted(index++));
      lines.add(".................");
      lines.addAll(entry.toText());
      lines.add(".................");
    }
    return lines;
  }
}
