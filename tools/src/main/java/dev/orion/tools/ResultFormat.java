package dev.orion.tools;

/** How the results of a benchmark are written. */
enum ResultFormat {
  /** For people. */
  NORMAL,
  /** For programs. */
  JSON,
  /** For programs, with all latencies. */
  JSON_PLUS;

  /** Reads how the results are written. */
  static final class Converter extends TextConverter<ResultFormat> {
    Converter() {
      super(Converter::parse);
    }

    private static ResultFormat parse(String text) {
      return switch (text) {
        case "normal" -> NORMAL;
        case "json" -> JSON;
        case "json+" -> JSON_PLUS;
        default ->
            throw new IllegalArgumentException(
                "unknown format '%s'; there are normal, json and json+".formatted(text));
      };
    }
  }
}
