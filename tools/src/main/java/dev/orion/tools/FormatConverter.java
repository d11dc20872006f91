package dev.orion.tools;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads which of some formats a command is to print. */
abstract class FormatConverter<E extends Enum<E>> extends TextConverter<E> {
  FormatConverter(Class<E> formats) {
    super(text -> parse(text, formats.getEnumConstants()));
  }

  private static <E extends Enum<E>> E parse(String text, E[] formats) {
    List<String> names =
        Arrays.stream(formats).map(format -> format.name().toLowerCase(Locale.ROOT)).toList();
    int index = names.indexOf(text.toLowerCase(Locale.ROOT));
    if (index < 0) {
      throw new IllegalArgumentException(
          "unknown format '%s'; there are %s and %s"
              .formatted(
                  text, String.join(", ", names.subList(0, names.size() - 1)), names.getLast()));
    }
    return formats[index];
  }
}
