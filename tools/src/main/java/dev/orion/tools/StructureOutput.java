package dev.orion.tools;

import dev.orion.nvme.spec.Structure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import picocli.CommandLine.Option;

/** In which format a command prints what a controller returned: nvme-cli's {@code -o}. */
final class StructureOutput {
  /** The formats. */
  enum Format {
    NORMAL,
    JSON,
    BINARY
  }

  @Option(
      names = {"-o", "--output-format"},
      paramLabel = "FORMAT",
      defaultValue = "normal",
      converter = Converter.class,
      description = "normal, json or binary (normal).")
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private Format format;

  @Option(
      names = {"-b", "--raw-binary"},
      description = "The same as -o binary.")
  private boolean raw;

  @Option(
      names = {"-H", "--human-readable"},
      description = "Tell what the bits of fields say, in the normal format.")
  private boolean human;

  /** Reads the format. */
  static final class Converter extends FormatConverter<Format> {
    Converter() {
      super(Format.class);
    }
  }

  /** Whether text for people is wanted. */
  boolean isNormal() {
    return format() == Format.NORMAL;
  }

  /**
   * Prints a structure.
   *
   * @param heading the lines that the normal format has before the structure's own
   */
  void print(Structure structure, List<String> heading, PrintWriter out, StandardStreams streams)
      throws IOException {
    print(structure, UnaryOperator.identity(), heading, out, streams);
  }

  /**
   * Prints a structure.
   *
   * @param json what nvme-cli's JSON has around the structure's own
   * @param heading the lines that the normal format has before the structure's own
   */
  void print(
      Structure structure,
      UnaryOperator<Map<String, Object>> json,
      List<String> heading,
      PrintWriter out,
      StandardStreams streams)
      throws IOException {
    switch (format()) {
      case NORMAL -> {
        heading.forEach(out::println);
        text(structure).forEach(out::println);
      }
      case JSON -> TextOrJson.printJson(json.apply(structure.toMap()), out);
      case BINARY -> printBinary(structure.toBytes(), streams);
    }
  }

  /** The lines of the normal format. */
  List<String> text(Structure structure) {
    return human ? structure.toHumanText() : structure.toText();
  }

  Format format() {
    return raw ? Format.BINARY : format;
  }

  /** Puts bytes on standard output, unless it is a terminal. */
  static void printBinary(byte[] bytes, StandardStreams streams) throws IOException {
    if (streams.outIsTerminal()) {
      throw new IOException(
          "standard output is a terminal: send binary output to a file or another program");
    }
    try (DataSink sink = DataSink.standardOutput(streams)) {
      sink.write(bytes);
    }
  }
}
