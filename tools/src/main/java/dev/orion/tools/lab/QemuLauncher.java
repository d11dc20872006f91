package dev.orion.tools.lab;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a lab's QEMU is started, which decides how long it lives. */
@FunctionalInterface
interface QemuLauncher {
  /**
   * Starts QEMU with its output in {@code log}.
   *
   * @param command the program and its arguments, none of them empty or with a line break
   * @return QEMU's process; empty if it has ended already
   */
  Optional<QemuProcess> launch(List<String> command, Path log) throws IOException;

  /** Starts QEMU in a session of its own, so that it outlives this process and its terminal. */
  static Optional<QemuProcess> launchDetached(List<String> command, Path log) throws IOException {
    List<String> detached = new ArrayList<>();
    // A child of the JVM leads no process group, so setsid becomes QEMU itself and keeps its
    // process number.
    detached.add("setsid");
    detached.addAll(command);
    Process process =
        new ProcessBuilder(detached)
            .redirectInput(new File("/dev/null"))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    return QemuProcess.of(process.pid());
  }
}
