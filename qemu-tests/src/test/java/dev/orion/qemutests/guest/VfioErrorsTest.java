package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.pci.PciAddress;
import dev.orion.pci.PciFunction;
import dev.orion.pci.vfio.VfioDomain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Devices that cannot be had, and what the user is told. */
@Tag("vfio")
@Timeout(120)
class VfioErrorsTest {
  private static final PciAddress EDU = PciAddress.parse("0000:00:1c.0");
  private static final String NOBODY = "65534";

  private static void assertRefused(PciAddress address, String... words) throws IOException {
    try (VfioDomain domain = VfioDomain.open()) {
      assertThatThrownBy(() -> domain.openFunction("pci:" + address, address))
          .isInstanceOf(IOException.class)
          .hasMessageContainingAll(words);
    }
  }

  @Test
  void whatIsNotADeviceOfOrions() throws Exception {
    assertRefused(PciAddress.parse("0000:00:17.5"), "no PCI device at 0000:00:17.5");
    assertRefused(PciAddress.parse("0000:00:13.0"), "a bridge");
    assertRefused(PciAddress.parse("0000:00:1d.0"), "bound to ahci", "orion pci bind 0000:00:1d.0");
  }

  @Test
  void aDeviceWhoseGroupTheKernelUses() throws Exception {
    PciAddress half = PciAddress.parse("0000:00:1e.0");
    GuestDevices.BINDING.bind(half);
    assertRefused(half, "group not viable", "0000:00:1e.1", "driver nvme");
    GuestDevices.BINDING.restore(half);
    GuestDevices.disk(half);
  }

  @Test
  void aDeviceThatSomebodyElseHas() throws Exception {
    GuestDevices.BINDING.bind(EDU);
    try (VfioDomain domain = VfioDomain.open();
        PciFunction edu = domain.openFunction("pci:" + EDU, EDU)) {
      assertThat(edu.bars()).hasSize(1);
      assertRefused(EDU, "sudo fuser -v");
    }
  }

  @Test
  void aDriverThatIsNotLoaded() throws Exception {
    GuestDevices.BINDING.unbind(EDU);
    GuestDevices.run("rmmod", "vfio_pci");
    try {
      assertRefused(EDU, "sudo modprobe vfio-pci", "orion pci bind");
    } finally {
      GuestDevices.run("modprobe", "vfio_pci");
    }
  }

  /** Opens the device and asks for memory. */
  static final class Opener {
    private Opener() {}

    public static void main(String[] arguments) throws IOException {
      try (VfioDomain domain = VfioDomain.open();
          PciFunction edu = domain.openFunction("pci:" + EDU, EDU)) {
        edu.dma().allocate(4096);
        System.out.println("allocated");
      } catch (IOException | RuntimeException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static String asNobody(String... limit) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
    command.addAll(List.of(limit));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Opener.class.getName()));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void anOrdinaryUserNeedsTheGroupAndMemory() throws Exception {
    GuestDevices.BINDING.bind(EDU);
    String group = "/dev/vfio/" + GuestDevices.device(EDU).iommuGroup().orElseThrow();
    GuestDevices.run("chown", "root", group);
    assertThat(asNobody()).contains("may not open " + group, "orion pci bind --owner");
    GuestDevices.run("chown", NOBODY, group);
    assertThat(asNobody("prlimit", "--memlock=1048576", "--"))
        .contains("the limit is 1048576 bytes", "/etc/security/limits.d");
    assertThat(asNobody("prlimit", "--memlock=8388608", "--")).isEqualTo("allocated\n");
    GuestDevices.run("chown", "root", group);
  }
}
