package dev.orion.tools.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QemuBinaryTest {
  @TempDir Path directory;

  /** A program that answers {@code --version} with these words. */
  private Path program(String name, String answer) throws IOException {
    Path program = directory.resolve(name);
    Files.writeString(program, "#!/bin/sh\necho '" + answer + "'\n");
    return Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void findsTheMachinesOwn() throws IOException {
    QemuBinary qemu = QemuBinary.find(null, System.getenv());

    assertThat(TestSupport.output(qemu.path().toString(), "--version"))
        .contains("version " + qemu.version());
  }

  @Test
  void looksWhereItIsTold() throws IOException {
    Path explicit = program("a", "QEMU emulator version 9.1.0");
    Path fromVariable = program("b", "QEMU emulator version 10.0.2 (Debian 1:10.0.2+ds-2)");
    program("qemu-system-x86_64", "QEMU emulator version 7.0.0");
    Map<String, String> path = Map.of("PATH", "/nowhere:" + directory);

    assertThat(QemuBinary.find(explicit, Map.of("ORION_QEMU", fromVariable.toString())).version())
        .isEqualTo("9.1.0");
    assertThat(QemuBinary.find(null, Map.of("ORION_QEMU", fromVariable.toString())).version())
        .isEqualTo("10.0.2");
    assertThat(QemuBinary.find(null, path).path())
        .isEqualTo(directory.resolve("qemu-system-x86_64"));
  }

  @Test
  void refusesOneThatIsTooOld() throws IOException {
    Path old = program("old", "QEMU emulator version 5.2.0 (Debian 1:5.2+dfsg-11+deb11u3)");

    assertThatThrownBy(() -> QemuBinary.find(null, Map.of("ORION_QEMU", old.toString())))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("QEMU 5.2.0 at " + old + " is too old: a lab needs 7.0 or later")
        .hasMessageContaining("ORION_QEMU");
  }

  @Test
  void refusesWhatIsNotQemu() throws IOException {
    Path other = program("other", "GNU hello 2.10");

    assertThatThrownBy(() -> QemuBinary.find(other, Map.of()))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("is not QEMU: --version answers 'GNU hello 2.10'");
  }

  @Test
  void saysHowToInstallIt() {
    assertThatThrownBy(() -> QemuBinary.find(null, Map.of("PATH", directory.toString())))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("apt-get install qemu-system-x86");
    assertThatThrownBy(() -> QemuBinary.find(directory.resolve("none"), Map.of()))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("no QEMU at " + directory.resolve("none") + " (from --qemu)");
  }
}
