package dev.orion.tools;

import dev.orion.block.CompletionMode;

/** Reads how threads wait for completions. */
final class CompletionModeConverter extends TextConverter<CompletionMode> {
  CompletionModeConverter() {
    super(CompletionModeConverter::parse);
  }

  private static CompletionMode parse(String text) {
    return switch (text) {
      case "polled" -> CompletionMode.POLLED;
      case "interrupt" -> CompletionMode.INTERRUPT;
      case "adaptive" -> CompletionMode.ADAPTIVE;
      default ->
          throw new IllegalArgumentException(
              "'" + text + "' is none of polled, interrupt and adaptive");
    };
  }
}
