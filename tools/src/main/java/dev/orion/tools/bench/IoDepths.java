package dev.orion.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The I/O depths of a sweep.
 *
 * @param values positive, ascending, at least one
 */
public record IoDepths(List<Integer> values) {
  private static final Pattern PART = Pattern.compile("([1-9]\\d{0,4})(?:-([1-9]\\d{0,4}))?");

  /** Copies the list. */
  public IoDepths {
    values = List.copyOf(values);
  }

  /**
   * Parses depths.
   *
   * @param text {@code 1-256} for 1, 2, 4 and so on up to 256, {@code 1,8,32} for these, or both
   *     mixed
   * @throws IllegalArgumentException if it is neither
   */
  public static IoDepths parse(String text) {
    TreeSet<Integer> depths = new TreeSet<>();
    for (String part : text.split(",", -1)) {
      Matcher matcher = PART.matcher(part);
      if (!matcher.matches()) {
        throw bad(text);
      }
      int first = Integer.parseInt(matcher.group(1));
      int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
      if (last < first) {
        throw bad(text);
      }
      for (int depth = first; depth < last; depth *= 2) {
        depths.add(depth);
      }
      depths.add(last);
    }
    return new IoDepths(new ArrayList<>(depths));
  }

  private static IllegalArgumentException bad(String text) {
    return new IllegalArgumentException(
        "'%s' is no range of depths; write it like 1-256, or 1,8,32".formatted(text));
  }
}
