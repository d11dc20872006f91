package dev.orion.tools;

import java.util.function.Function;

/** Reads numbers, with an error in words for people. */
final class WholeNumber<N> extends TextConverter<N> {
  WholeNumber(Function<String, N> parser) {
    super(text -> parse(text, parser));
  }

  private static <N> N parse(String text, Function<String, N> parser) {
    try {
      return parser.apply(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + text + "' is not a whole number, or too large", e);
    }
  }
}
