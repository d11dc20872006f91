package dev.orion.tools;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import picocli.CommandLine.Option;

/** Whether a command prints text or JSON: nvme-cli's {@code -o}. */
final class TextOrJson {
  /** The formats. */
  enum Format {
    NORMAL,
    JSON
  }

  @Option(
      names = {"-o", "--output-format"},
      paramLabel = "FORMAT",
      defaultValue = "normal",
      converter = Converter.class,
      description = "normal, for people, or json, for programs (normal).")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Format format;

  /** Reads the format. */
  static final class Converter extends FormatConverter<Format> {
    Converter() {
      super(Format.class);
    }
  }

  boolean isJson() {
    return format == Format.JSON;
  }

  /** Prints an object or a list, a key a line. */
  static void printJson(Object object, PrintWriter out) throws IOException {
    out.println(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(object));
  }
}
