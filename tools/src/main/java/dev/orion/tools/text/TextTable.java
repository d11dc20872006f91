package dev.orion.tools.text;

import java.util.List;

/** Rows of text in aligned columns. */
public final class TextTable {
  private static final int GAP = 2;

  private TextTable() {}

  /**
   * The lines of a table. A column that is empty throughout takes no room.
   *
   * @param rows rows of equally many cells, the heading first
   * @param labels how many columns are words, aligned left; the others are numbers, aligned right
   */
  public static List<String> lines(List<List<String>> rows, int labels) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    return rows.stream().map(row -> line(row, widths, labels)).toList();
  }

  /** One line of a table whose widths are known, so that it can be shown before the others are. */
  public static String line(List<String> cells, int[] widths, int labels) {
    StringBuilder line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      int padding = widths[column] - cell.length();
      boolean isLabel = column < labels;
      line.repeat(' ', isLabel ? 0 : padding).append(cell).repeat(' ', isLabel ? padding : 0);
      line.repeat(' ', widths[column] == 0 ? 0 : GAP);
    }
    return line.toString().stripTrailing();
  }
}
