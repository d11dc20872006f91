package dev.orion.tools.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A value for each direction that moves or discards blocks.
 *
 * @param read of reads
 * @param write of writes
 * @param trim of trims
 */
public record PerDirection<T>(T read, T write, T trim) {

  /** The same for all. */
  public static <T> PerDirection<T> all(T value) {
    return new PerDirection<>(value, value, value);
  }

  /**
   * Parses up to three values separated by commas, as fio does: the last one is that of the
   * directions after it, too, and one left out ({@code ,8k}) is {@code otherwise}.
   *
   * @throws IllegalArgumentException if there are more than three, or the parser does not like one
   */
  public static <T> PerDirection<T> parse(String text, Function<String, T> parser, T otherwise) {
    String[] parts = text.split(",", -1);
    if (parts.length > 3) {
      throw new IllegalArgumentException(
          "'%s' has more than three values, which are for reads, writes and trims".formatted(text));
    }
    List<T> values = new ArrayList<>();
    for (int index = 0; index < 3; index++) {
      String part = parts[Math.min(index, parts.length - 1)].strip();
      values.add(part.isEmpty() ? otherwise : parser.apply(part));
    }
    return new PerDirection<>(values.get(0), values.get(1), values.get(2));
  }

  /** That of a direction. */
  public T of(IoDirection direction) {
    return switch (direction) {
      case READ -> read;
      case WRITE -> write;
      case TRIM -> trim;
      case SYNC, RESET -> throw new IllegalArgumentException(direction + " moves no data");
    };
  }
}
