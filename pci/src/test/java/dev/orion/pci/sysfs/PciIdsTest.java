package dev.orion.pci.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PciIdsTest {
  private static final String IDS =
      """
      # a comment
      1b35  Another vendor
      \t0010  Another device
      1b36  Red Hat, Inc.
      \t0010  QEMU NVM Express Controller
      \t\t1af4 1100  A subsystem

      C 01  Mass storage controller
      \t08  Non-Volatile memory controller
      \t\t02  NVM Express
      """;

  @TempDir private Path root;

  private MadeUpSystem system;

  @BeforeEach
  void makeUp() throws IOException {
    system = new MadeUpSystem(root);
  }

  private void expectNames() throws IOException {
    PciIds ids = PciIds.read(system.files);
    PciDevice drive = system.device(MadeUpSystem.DRIVE);
    assertThat(ids.isEmpty()).isFalse();
    assertThat(ids.vendor(drive)).contains("Red Hat, Inc.");
    assertThat(ids.device(drive)).contains("QEMU NVM Express Controller");
    assertThat(ids.deviceClass(drive)).contains("Non-Volatile memory controller");
    assertThat(ids.deviceClass(system.device(MadeUpSystem.PORT))).isEmpty();
  }

  @Test
  void readsText() throws IOException {
    system.write("/usr/share/misc/pci.ids", IDS);
    expectNames();
  }

  @Test
  void readsCompressedText() throws IOException {
    Path file = system.files.path("/usr/share/misc/pci.ids.gz");
    Files.createDirectories(file.getParent());
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(IDS.getBytes(StandardCharsets.UTF_8));
    }
    expectNames();
  }

  @Test
  void hasNoNamesWithoutAFile() throws IOException {
    PciIds ids = PciIds.read(system.files);
    assertThat(ids.isEmpty()).isTrue();
    assertThat(ids.vendor(system.device(MadeUpSystem.DRIVE))).isEmpty();
  }

  @Test
  void namesTheKindOfAnUnknownSubClass() throws IOException {
    system.write("/usr/share/misc/pci.ids", IDS);
    system.write("/sys/bus/pci/devices/" + MadeUpSystem.DRIVE + "/class", "0x018000\n");
    assertThat(PciIds.read(system.files).deviceClass(system.device(MadeUpSystem.DRIVE)))
        .contains("Mass storage controller");
  }
}
