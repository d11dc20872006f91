package dev.orion.tools.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What a job does to its region and in which order; fio's {@code rw}. */
public enum IoPattern {
  /** Reads in order. */
  READ("read", false, IoDirection.READ),
  /** Writes in order. */
  WRITE("write", false, IoDirection.WRITE),
  /** Discards in order. */
  TRIM("trim", false, IoDirection.TRIM),
  /** Reads in random order. */
  RANDREAD("randread", true, IoDirection.READ),
  /** Writes in random order. */
  RANDWRITE("randwrite", true, IoDirection.WRITE),
  /** Discards in random order. */
  RANDTRIM("randtrim", true, IoDirection.TRIM),
  /** Reads in order and writes in order, mixed at random. */
  READWRITE("rw", false, IoDirection.READ, IoDirection.WRITE),
  /** Reads and writes in random order. */
  RANDRW("randrw", true, IoDirection.READ, IoDirection.WRITE);

  private final String fioName;
  private final boolean random;
  private final IoDirection first;
  private final IoDirection second;

  IoPattern(String fioName, boolean random, IoDirection direction) {
    this(fioName, random, direction, direction);
  }

  IoPattern(String fioName, boolean random, IoDirection first, IoDirection second) {
    this.fioName = fioName;
    this.random = random;
    this.first = first;
    this.second = second;
  }

  /**
   * Finds a pattern by fio's name of it.
   *
   * @throws IllegalArgumentException if there is none; the message lists them
   */
  public static IoPattern parse(String text) {
    String name = text.equals("readwrite") ? READWRITE.fioName : text;
    return Arrays.stream(values())
        .filter(pattern -> pattern.fioName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "unknown pattern '%s'; the patterns are %s"
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(IoPattern::fioName)
                                .collect(Collectors.joining(", ")))));
  }

  /** fio's name, as in {@code randread}. */
  public String fioName() {
    return fioName;
  }

  /** Whether the order is random. */
  public boolean isRandom() {
    return random;
  }

  /** Whether both reads and writes occur. */
  public boolean isMixed() {
    return first != second;
  }

  /** Whether I/Os of this direction occur. */
  public boolean has(IoDirection direction) {
    return first == direction || second == direction;
  }

  /** Whether the region's content is lost. */
  public boolean isDestructive() {
    return has(IoDirection.WRITE) || has(IoDirection.TRIM);
  }

  /** The only direction, or the first of a mix. */
  IoDirection direction() {
    return first;
  }
}
