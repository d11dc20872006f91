package dev.orion.tools.bench;

import dev.orion.tools.text.ByteSize;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Lengths of I/Os; fio's {@code bs}, {@code bsrange} and {@code bssplit}.
 *
 * @param choices what I/Os of each direction draw their length from
 */
public record BlockSizes(PerDirection<SizeChoice> choices) {
  private static final SizeChoice DEFAULT = SizeChoice.of(4096);

  /** One length for all. */
  public static BlockSizes of(int bytes) {
    return new BlockSizes(PerDirection.all(SizeChoice.of(bytes)));
  }

  /** Parses {@code 4k}, or {@code 4k,8k,16k} for reads, writes and trims. */
  public static BlockSizes parse(String text) {
    return new BlockSizes(PerDirection.parse(text, SizeChoice::parse, DEFAULT));
  }

  /**
   * Parses {@code 4k-16k}: all multiples of the first up to the second; or up to three of these.
   */
  public static BlockSizes parseRange(String text) {
    return new BlockSizes(PerDirection.parse(text, SizeChoice::parseRange, DEFAULT));
  }

  /** Parses {@code 4k/60:64k/40}: sizes with percentages; or up to three of these. */
  public static BlockSizes parseSplit(String text) {
    return new BlockSizes(PerDirection.parse(text, SizeChoice::parseSplit, DEFAULT));
  }

  /** The shortest I/O of a pattern; what random offsets are multiples of. */
  public int minBytes(IoPattern pattern) {
    return used(pattern).mapToInt(SizeChoice::minBytes).min().orElseThrow();
  }

  /** The longest I/O of a pattern. */
  public int maxBytes(IoPattern pattern) {
    return used(pattern).mapToInt(SizeChoice::maxBytes).max().orElseThrow();
  }

  /** Whether all I/Os of a pattern are equally long. */
  public boolean isSingle(IoPattern pattern) {
    return minBytes(pattern) == maxBytes(pattern);
  }

  /** All lengths of a pattern's I/Os, in bytes. */
  IntStream lengths(IoPattern pattern) {
    return used(pattern)
        .flatMapToInt(each -> each.sizes().stream().mapToInt(SizeChoice.Size::bytes));
  }

  private Stream<SizeChoice> used(IoPattern pattern) {
    return IoDirection.DATA_DIRECTIONS.stream().filter(pattern::has).map(choices::of);
  }

  /** In words: {@code 4 KiB}, or {@code 4 KiB reads, 8 KiB writes}. */
  public String text(IoPattern pattern) {
    if (isSingle(pattern)) {
      return ByteSize.format(minBytes(pattern));
    }
    SizeChoice first = choices.of(pattern.direction());
    return !pattern.isMixed() || choices.read().equals(choices.write())
        ? first.toString()
        : "%s (reads) and %s (writes)".formatted(choices.read(), choices.write());
  }
}
