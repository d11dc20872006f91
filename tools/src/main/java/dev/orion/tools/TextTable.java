package dev.orion.tools;

import java.io.PrintWriter;
import java.util.List;

/** Rows of text in aligned columns. */
final class TextTable {
  private TextTable() {}

  /** Prints rows of equally many cells, the heading first. */
  static void print(List<List<String>> rows, PrintWriter out) {
    int[] widths = new int[rows.getFirst().size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        line.append(row.get(column)).repeat(' ', widths[column] - row.get(column).length() + 2);
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
