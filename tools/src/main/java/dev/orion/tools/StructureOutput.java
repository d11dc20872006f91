package dev.orion.tools;

import dev.orion.nvme.spec.Structure;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
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

  /** Reads the format. */
  static final class Converter extends FormatConverter<Format> {
    Converter() {
      super(Format.class);
    }
  }

  /**
   * Prints a structure.
   *
   * @param heading the lines that the normal format has before the structure's own
   */
  void print(Structure structure, List<String> heading, PrintWriter out, StandardStreams streams)
      throws IOException {
    switch (format) {
      case NORMAL -> {
        heading.forEach(out::println);
        structure.toText().forEach(out::println);
      }
      case JSON -> TextOrJson.printJson(structure.toMap(), out);
      case BINARY -> {
        if (streams.outIsTerminal()) {
          throw new IOException(
              "standard output is a terminal: send binary output to a file or another program");
        }
        try (DataSink sink = DataSink.standardOutput(streams)) {
          sink.write(structure.toBytes());
        }
      }
    }
  }
}
