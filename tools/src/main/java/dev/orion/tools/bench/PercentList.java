package dev.orion.tools.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * fio's lists of percentages: {@code 4k/60:64k/40}.
 *
 * @param items what is listed; the percentages add up to 100
 */
record PercentList(List<Item> items) {

  /** A key with its percentage. */
  record Item(String key, int percent) {}

  /**
   * Parses a list. What is missing to 100 goes in equal parts to the items without a percentage.
   *
   * @param example how to write it right
   * @throws IllegalArgumentException if it is none, or does not add up
   */
  static PercentList parse(String text, String example) {
    List<String> keys = new ArrayList<>();
    List<@Nullable Integer> percents = new ArrayList<>();
    for (String part : text.split(":", -1)) {
      String[] pair = part.split("/", -1);
      if (pair.length > 2 || pair[0].isBlank()) {
        throw wrong(text, example);
      }
      keys.add(pair[0].strip());
      percents.add(
          pair.length == 1 || pair[1].isBlank() ? null : percent(pair[1].strip(), text, example));
    }
    return new PercentList(filledUp(keys, percents, text, example));
  }

  private static List<Item> filledUp(
      List<String> keys, List<@Nullable Integer> percents, String text, String example) {
    int rest = 100;
    int open = 0;
    for (Integer percent : percents) {
      rest -= percent == null ? 0 : percent;
      open += percent == null ? 1 : 0;
    }
    if (rest < 0 || (rest > 0 && open == 0)) {
      throw new IllegalArgumentException(
          "the percentages of '%s' add up to %d and not to 100; write it like %s"
              .formatted(text, 100 - rest, example));
    }
    List<Item> items = new ArrayList<>();
    for (int index = 0; index < keys.size(); index++) {
      Integer percent = percents.get(index);
      if (percent == null) {
        percent = rest / open;
        rest -= percent;
        open--;
      }
      items.add(new Item(keys.get(index), percent));
    }
    return items;
  }

  /** The number of a percentage, with or without its sign. */
  static int percent(String text, String list, String example) {
    try {
      int percent =
          Integer.parseInt(text.endsWith("%") ? text.substring(0, text.length() - 1) : text);
      if (percent >= 0 && percent <= 100) {
        return percent;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw wrong(list, example);
  }

  private static IllegalArgumentException wrong(String text, String example) {
    return new IllegalArgumentException(
        "'%s' is not a list with percentages; write it like %s".formatted(text, example));
  }
}
