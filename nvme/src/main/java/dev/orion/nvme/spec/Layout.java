package dev.orion.nvme.spec;

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
