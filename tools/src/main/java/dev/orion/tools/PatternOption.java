package dev.orion.tools;

import dev.orion.tools.bench.IoPattern;

/**
 * The value of fio's {@code rw}.
 *
 * @param io the pattern
 * @param run how many I/Os of a random pattern follow each other before one goes elsewhere
 */
record PatternOption(IoPattern io, int run) {

  private static PatternOption parse(String text) {
    int colon = text.indexOf(':');
    if (colon < 0) {
      return new PatternOption(IoPattern.parse(text), 1);
    }
    IoPattern io = IoPattern.parse(text.substring(0, colon));
    String run = text.substring(colon + 1);
    if (!io.isRandom() || !run.matches("[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(
          "'%s': only a random pattern may have a number of I/Os that follow each other, as in randread:8"
              .formatted(text));
    }
    return new PatternOption(io, Integer.parseInt(run));
  }

  /** Reads it. */
  static final class Converter extends TextConverter<PatternOption> {
    Converter() {
      super(PatternOption::parse);
    }
  }
}
