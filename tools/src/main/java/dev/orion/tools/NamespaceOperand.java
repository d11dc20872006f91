package dev.orion.tools;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The device and namespace that a command is for. */
final class NamespaceOperand extends DeviceOperand {
  @Option(
      names = {"-n", "--namespace-id"},
      paramLabel = "NSID",
      description = "The NVMe namespace (" + OpenController.DEFAULT_NSID + ").")
  @Nullable Integer nsid;

  int nsidOrDefault() {
    return nsid == null ? OpenController.DEFAULT_NSID : nsid;
  }
}
