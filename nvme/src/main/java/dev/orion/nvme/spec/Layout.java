package dev.orion.nvme.spec;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The layout of a data structure: its size and its fields, each declared once, in the order in
 * which they are shown.
 */
final class Layout {
  private final String structureName;
  private final int sizeBytes;
  private final int labelColumns;
  private final Map<String, Field> fields = new LinkedHashMap<>();

  /**
   * Declares a structure.
   *
   * @param structureName what errors call it
   * @param sizeBytes the bytes that a page must have at least
   * @param labelColumns how far plain text pads the labels
   */
  Layout(String structureName, int sizeBytes, int labelColumns, Field... fields) {
    this.structureName = structureName;
    this.sizeBytes = sizeBytes;
    this.labelColumns = labelColumns;
    for (Field field : fields) {
      if (field.offset() + field.lengthBytes() > sizeBytes
          || this.fields.put(field.name(), field) != null) {
        throw new AssertionError(
            structureName + ": field out of bounds or declared twice: " + field);
      }
    }
  }

  /** Throws if a page is shorter than it has to be. */
  void requireSize(MemorySegment page, long lengthBytes) {
    if (page.byteSize() < lengthBytes || lengthBytes < sizeBytes) {
      throw new IllegalArgumentException(
          "%s needs at least %d bytes, the page has %d"
              .formatted(structureName, Math.max(lengthBytes, sizeBytes), page.byteSize()));
    }
  }

  /** What is wrong with a page of a controller's. */
  MalformedStructureException malformed(String what) {
    return new MalformedStructureException(structureName + ": " + what);
  }

  /** A number of a page, before there is a structure. */
  long unsigned(MemorySegment page, String field) {
    Field declared = field(field);
    requireSize(page, sizeBytes);
    return PageCursor.littleEndian(page, declared.offset(), declared.lengthBytes());
  }

  /** The count that a page claims, which must not be more than there can be. */
  int count(MemorySegment page, String field, long most) {
    long claimed = unsigned(page, field);
    if (Long.compareUnsigned(claimed, most) > 0) {
      throw malformed(
          "%s is %s, and there is room for %d"
              .formatted(field, Long.toUnsignedString(claimed), most));
    }
    return (int) claimed;
  }

  /** Throws if identifiers are not ascending, as the specification wants them. */
  void requireAscending(String field, List<? extends Number> identifiers) {
    for (int i = 1; i < identifiers.size(); i++) {
      long before = identifiers.get(i - 1).longValue();
      long after = identifiers.get(i).longValue();
      if (after <= before) {
        throw malformed("%s is not ascending: %d follows %d".formatted(field, after, before));
      }
    }
  }

  String structureName() {
    return structureName;
  }

  int sizeBytes() {
    return sizeBytes;
  }

  int labelColumns() {
    return labelColumns;
  }

  List<Field> fields() {
    return new ArrayList<>(fields.values());
  }

  Field field(String name) {
    Field field = fields.get(name);
    if (field == null) {
      throw new IllegalArgumentException(
          structureName + " has no field '" + name + "'; it has " + fields.keySet());
    }
    return field;
  }
}
