package dev.orion.qemutests;

import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The QEMU of Debian's backports, for tests with the tag {@code newer-qemu}. */
final class NewerQemu {
  private static final Path QEMU = Path.of(System.getProperty("orion.newer-qemu", "/nowhere"));

  private NewerQemu() {}

  /** A lab of it. */
  static QtestLab start(List<String> namespaces, List<String> deviceOptions) throws IOException {
    return start(QemuBinary.find(QEMU, Map.of()), namespaces, deviceOptions);
  }

  /**
   * A lab of it whose subsystems have properties.
   *
   * @param directory where a script may be written
   * @param subsystem properties of {@code nvme-subsys}
   */
  static QtestLab startInSubsystem(
      Path directory,
      Map<String, String> subsystem,
      List<String> namespaces,
      List<String> deviceOptions)
      throws IOException {
    List<String> globals =
        subsystem.entrySet().stream()
            .flatMap(property -> Stream.of("-global", "nvme-subsys." + property))
            .toList();
    return start(QemuScript.adding(directory, QEMU, globals), namespaces, deviceOptions);
  }

  private static QtestLab start(
      QemuBinary qemu, List<String> namespaces, List<String> deviceOptions) throws IOException {
    return QtestLab.start(new TestLabDefinition(namespaces, deviceOptions), qemu);
  }
}
