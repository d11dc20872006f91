package dev.orion.tools;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Makes a parser, whose {@link IllegalArgumentException} says what is wrong, one of options. */
abstract class TextConverter<T> implements ITypeConverter<T> {
  private final Function<String, T> parser;

  TextConverter(Function<String, T> parser) {
    this.parser = parser;
  }

  @Override
  public final T convert(String text) {
    try {
      return parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
