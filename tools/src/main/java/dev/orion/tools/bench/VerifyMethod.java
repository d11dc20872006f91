package dev.orion.tools.bench;

/** How a benchmark tells whether it reads what was written; fio's {@code verify}. */
public enum VerifyMethod {
  /** Not at all. */
  NONE,
  /** By a header and a CRC-32C in every I/O; see {@link VerifyPattern}. */
  CRC32C;

  /**
   * Finds a method by fio's name of it.
   *
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static VerifyMethod parse(String text) {
    return switch (text) {
      case "crc32c", "crc32c-intel" -> CRC32C;
      case "0", "none" -> NONE;
      default ->
          throw new IllegalArgumentException(
              "unknown verification '%s'; there are crc32c and none".formatted(text));
    };
  }
}
