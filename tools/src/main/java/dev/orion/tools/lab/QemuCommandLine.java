package dev.orion.tools.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds the arguments with which QEMU becomes a lab: a q35 machine under TCG whose one CPU sleeps
 * in the lab's firmware, whose RAM is a shared file, and whose devices are those of the definition.
 */
final class QemuCommandLine {
  private final String labName;
  private final LabDefinition definition;
  private final LabPaths paths;

  QemuCommandLine(String labName, LabDefinition definition, LabPaths paths) {
    this.labName = labName;
    this.definition = definition;
    this.paths = paths;
  }

  /** All arguments, the program first. */
  List<String> arguments(QemuBinary qemu) throws IOException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            qemu.path().toString(),
            "-no-user-config",
            "-nodefaults",
            "-display",
            "none",
            "-name",
            "orion-" + labName,
            "-machine",
            "q35,memory-backend=ram",
            "-accel",
            "tcg",
            "-m",
            (definition.ramBytes() >> 20) + "M",
            "-object",
            QemuDevices.json(
                "qom-type",
                "memory-backend-file",
                "id",
                "ram",
                "mem-path",
                paths.ramFile().toString(),
                "share",
                true,
                "size",
                definition.ramBytes()),
            "-bios",
            paths.firmware().toString(),
            "-qtest",
            unixSocket(paths.qtestSocket()),
            // Without this QEMU writes a line to its standard error for every register access.
            "-qtest-log",
            "none",
            "-qmp",
            unixSocket(paths.qmpSocket())));
    arguments.addAll(
        QemuDevices.arguments(labName, definition, namespace -> paths.image(namespace)));
    return arguments;
  }

  private static String unixSocket(Path path) {
    return "unix:" + QemuDevices.doubleCommas(path.toString()) + ",server=on,wait=off";
  }
}
