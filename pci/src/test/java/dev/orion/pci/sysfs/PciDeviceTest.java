package dev.orion.pci.sysfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PciDeviceTest {
  @TempDir private Path root;

  private MadeUpSystem system;

  @BeforeEach
  void makeUp() throws IOException {
    system = new MadeUpSystem(root);
  }

  @Test
  void readsWhatTheKernelShows() throws IOException {
    PciDevice drive = system.device(MadeUpSystem.DRIVE);
    assertThat(drive.vendorId()).isEqualTo(0x1b36);
    assertThat(drive.deviceId()).isEqualTo(0x0010);
    assertThat(drive.classCode()).isEqualTo(0x010802);
    assertThat(drive.isStorage()).isTrue();
    assertThat(drive.isBridge()).isFalse();
    assertThat(drive.driver()).contains("nvme");
    assertThat(drive.hasVfioDriver()).isFalse();
    assertThat(drive.iommuGroup()).isEmpty();
    assertThat(drive.numaNode()).isEmpty();
    assertThat(drive.physicalFunction()).isEmpty();
    assertThat(drive.virtualFunctions()).isZero();
    assertThat(system.device(MadeUpSystem.PORT).isBridge()).isTrue();
  }

  @Test
  void readsGroupNodeAndVirtualFunctions() throws IOException {
    system.group(12, MadeUpSystem.DRIVE);
    String directory = "/sys/bus/pci/devices/" + MadeUpSystem.DRIVE;
    system.write(directory + "/numa_node", "1\n");
    system.write(directory + "/sriov_numvfs", "2\n");
    system.bound(MadeUpSystem.DRIVE, "mlx5_vfio_pci");
    PciDevice drive = system.device(MadeUpSystem.DRIVE);
    assertThat(drive.iommuGroup()).hasValue(12);
    assertThat(drive.numaNode()).hasValue(1);
    assertThat(drive.virtualFunctions()).isEqualTo(2);
    assertThat(drive.hasVfioDriver()).isTrue();
  }

  @Test
  void listsByAddress() throws IOException {
    assertThat(PciDevice.list(system.files.pciDevices()))
        .extracting(PciDevice::address)
        .containsExactly(PciAddress.parse(MadeUpSystem.PORT), PciAddress.parse(MadeUpSystem.DRIVE));
    assertThat(PciDevice.list(root.resolve("none"))).isEmpty();
  }

  @Test
  void saysThatThereIsNoSuchDevice() {
    assertThatThrownBy(() -> system.device("0000:7f:00.0"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll("0000:7f:00.0", "orion pci list");
  }

  /** Every function of this machine, whatever it has, can be read. */
  @Test
  void readsThisMachine() throws IOException {
    List<PciDevice> devices = PciDevice.list(SystemFiles.ofThisMachine().pciDevices());
    assertThat(devices).isSortedAccordingTo((a, b) -> a.address().compareTo(b.address()));
  }
}
