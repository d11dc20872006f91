package dev.orion.tools;

import picocli.CommandLine.Option;

/** A range of blocks as nvme-cli's users give it. */
final class BlockRangeOptions {
  @Option(
      names = {"-s", "--start-block"},
      paramLabel = "LBA",
      defaultValue = "0",
      converter = UnsignedNumber.OfLong.class,
      description = "The first block (0).")
  long block;

  @Option(
      names = {"-c", "--block-count"},
      paramLabel = "N",
      defaultValue = "0",
      converter = UnsignedNumber.OfShort.class,
      description = "How many blocks there are after the first: 0 is one block (0).")
  private int countZeroBased;

  int count() {
    return countZeroBased + 1;
  }

  int countZeroBased() {
    return countZeroBased;
  }

  /** In words: {@code blocks 0 to 7}. */
  @Override
  public String toString() {
    return count() == 1
        ? "block " + Long.toUnsignedString(block)
        : "blocks %s to %s"
            .formatted(Long.toUnsignedString(block), Long.toUnsignedString(block + countZeroBased));
  }
}
