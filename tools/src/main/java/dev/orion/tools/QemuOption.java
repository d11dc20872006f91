package dev.orion.tools;

import dev.orion.tools.lab.LabException;
import dev.orion.tools.lab.QemuBinary;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which QEMU a command starts. */
final class QemuOption {
  @Option(
      names = "--qemu",
      paramLabel = "PATH",
      description = "The QEMU to run, 7.0 or later (ORION_QEMU, or qemu-system-x86_64).")
  private @Nullable Path path;

  /** Finds it and checks its version. */
  QemuBinary find(Map<String, String> environment) throws LabException {
    return QemuBinary.find(path, environment);
  }
}
