package dev.orion.tools;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The device and namespace that a command is for. */
final class NamespaceOperand extends DeviceOperand {
  @Option(
      names = {"-n", "--namespace-id", "--namespace"},
      paramLabel = "NSID",
      converter = NsidConverter.class,
      description = "The NVMe namespace (" + OpenController.DEFAULT_NSID + ").")
  @Nullable Integer nsid;

  int nsidOrDefault() {
    return nsid == null ? OpenController.DEFAULT_NSID : nsid;
  }

  /** Reads namespace identifiers, which are unsigned. */
  static final class NsidConverter extends TextConverter<Integer> {
    NsidConverter() {
      super(NsidConverter::parse);
    }

    private static Integer parse(String text) {
      try {
        return text.startsWith("0x")
            ? Integer.parseUnsignedInt(text.substring(2), 16)
            : Integer.parseUnsignedInt(text);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is no namespace identifier; write a number such as 1", e);
      }
    }
  }
}
