package dev.orion.tools.bench;

import dev.orion.tools.text.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The lengths that I/Os draw theirs from.
 *
 * @param sizes at least one
 */
public record SizeChoice(List<Size> sizes) {
  private static final int MAX_BYTES = 1 << 30;
  private static final int MAX_STEPS = 1 << 16;

  /**
   * A length.
   *
   * @param bytes the length
   * @param weight how often it is drawn, against the sum of all weights
   */
  public record Size(int bytes, int weight) {}

  /** Copies the list. */
  public SizeChoice {
    sizes = List.copyOf(sizes);
  }

  /** One length only. */
  public static SizeChoice of(int bytes) {
    return new SizeChoice(List.of(new Size(bytes, 1)));
  }

  /** Parses one length, such as {@code 4k}. */
  static SizeChoice parse(String text) {
    return of(parseSize(text));
  }

  /** Parses {@code 4k-16k}: as in fio, all multiples of the first up to the second. */
  static SizeChoice parseRange(String text) {
    String[] ends = text.split("-", -1);
    if (ends.length != 2) {
      throw new IllegalArgumentException(
          "'%s' is not a range of sizes; write it like 4k-16k".formatted(text));
    }
    int first = parseSize(ends[0]);
    int last = parseSize(ends[1]);
    if (last < first || last / first > MAX_STEPS) {
      throw new IllegalArgumentException(
          "'%s' goes down, or has more than %d steps; write it like 4k-16k"
              .formatted(text, MAX_STEPS));
    }
    List<Size> sizes = new ArrayList<>();
    for (long bytes = first; bytes <= last; bytes += first) {
      sizes.add(new Size((int) bytes, 1));
    }
    return new SizeChoice(sizes);
  }

  /**
   * Parses {@code 4k/60:64k/40}: sizes with their percentages. What is missing to 100 goes in equal
   * parts to those without one.
   */
  static SizeChoice parseSplit(String text) {
    PercentList list = PercentList.parse(text, "4k/60:64k/40");
    List<Size> sizes = new ArrayList<>();
    for (PercentList.Item item : list.items()) {
      sizes.add(new Size(parseSize(item.key()), item.percent()));
    }
    return new SizeChoice(sizes.stream().filter(size -> size.weight() > 0).toList());
  }

  private static int parseSize(String text) {
    long bytes = ByteSize.parse(text);
    if (bytes < 1 || bytes > MAX_BYTES) {
      throw new IllegalArgumentException(
          "'%s' is not between 1 byte and %s".formatted(text, ByteSize.format(MAX_BYTES)));
    }
    return (int) bytes;
  }

  /** The shortest. */
  public int minBytes() {
    return sizes.stream().mapToInt(Size::bytes).min().orElseThrow();
  }

  /** The longest. */
  public int maxBytes() {
    return sizes.stream().mapToInt(Size::bytes).max().orElseThrow();
  }

  /**
   * The lengths in blocks, each as often as its weight says: a draw of one entry draws a length.
   */
  int[] tableInBlocks(int blockSizeBytes) {
    return sizes.stream()
        .flatMapToInt(
            size -> IntStream.generate(() -> size.bytes() / blockSizeBytes).limit(size.weight()))
        .toArray();
  }

  /** In words: {@code 4 KiB}, {@code 4 KiB to 16 KiB} or {@code 4 KiB (60%), 64 KiB (40%)}. */
  @Override
  public String toString() {
    if (sizes.size() == 1) {
      return ByteSize.format(minBytes());
    }
    if (sizes.stream().allMatch(size -> size.weight() == 1)) {
      return ByteSize.format(minBytes()) + " to " + ByteSize.format(maxBytes());
    }
    return sizes.stream()
        .map(size -> "%s (%d%%)".formatted(ByteSize.format(size.bytes()), size.weight()))
        .collect(Collectors.joining(", "));
  }
}
