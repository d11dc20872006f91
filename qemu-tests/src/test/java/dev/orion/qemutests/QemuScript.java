package dev.orion.qemutests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;

/** Scripts that start QEMU with what labs cannot be asked for. */
final class QemuScript {

  private QemuScript() {}

  /**
   * A QEMU that gets more arguments than its lab gives it, after those.
   *
   * @param directory where the script is put
   * @param arguments without apostrophes
   */
  static QemuBinary adding(Path directory, List<String> arguments) throws IOException {
    return adding(directory, QemuBinary.find(null, System.getenv()).path(), arguments);
  }

  /** The same of another QEMU. */
  static QemuBinary adding(Path directory, Path qemu, List<String> arguments) throws IOException {
    Path script = directory.resolve("qemu");
    Files.writeString(
        script,
        """
        #!/bin/sh
        case $1 in --version) exec '%1$s' "$@" ;; esac
        exec '%1$s' "$@" '%2$s'
        """
            .formatted(qemu, String.join("' '", arguments)),
        UTF_8);
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return QemuBinary.find(script, Map.of());
  }

  /**
   * The arguments for another namespace of nvme0.
   *
   * @param node a block node, as {@code -blockdev} takes it
   */
  static List<String> namespace(int nsid, int blockBytes, String node) {
    return List.of(
        "-blockdev",
        node + ",node-name=node" + nsid,
        "-device",
        "nvme-ns,id=namespace%1$d,bus=nvme0,drive=node%1$d,nsid=%1$d,logical_block_size=%2$d,physical_block_size=%2$d"
            .formatted(nsid, blockBytes));
  }
}
