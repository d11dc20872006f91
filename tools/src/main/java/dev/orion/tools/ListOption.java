package dev.orion.tools;

import java.util.List;

/** Options that are lists, one value for each of several things. */
final class ListOption {
  private ListOption() {}

  /** The value for a thing; lists may be shorter than there are things. */
  static <T> T at(List<T> list, int index, T otherwise) {
    return index < list.size() ? list.get(index) : otherwise;
  }
}
