package dev.orion.tools;

/** fio's switches may also be written with a value, as in {@code --time_based=1}. */
final class SwitchConverter extends TextConverter<Boolean> {
  SwitchConverter() {
    super(SwitchConverter::parse);
  }

  private static Boolean parse(String text) {
    return switch (text) {
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw new IllegalArgumentException("'" + text + "' is neither 0 nor 1");
    };
  }
}
