package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.pci.PciAddress;
import dev.orion.pci.sysfs.PciDevice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guest is what the other tests in it take it for. */
@Tag("vfio")
@Order(1)
@Timeout(120)
class GuestTest {
  private static final Path DEVICES = Path.of("/sys/bus/pci/devices");

  @Test
  void eachSlotHasAnIommuGroupOfItsOwn() throws IOException {
    List<Integer> groups =
        IntStream.range(0, 8).mapToObj(n -> group(new GuestSlot(n).port())).distinct().toList();
    assertThat(groups).hasSize(8);
    for (int group : groups) {
      assertThat(Path.of("/sys/kernel/iommu_groups/" + group + "/devices").toFile().list())
          .hasSize(1);
    }
  }

  @Test
  void twoControllersShareAnIommuGroup() {
    assertThat(group(PciAddress.parse("00:1e.0"))).isEqualTo(group(PciAddress.parse("00:1e.1")));
  }

  @Test
  void aDeviceIsPluggedInAndAskedOut() throws IOException {
    GuestSlot slot = new GuestSlot(7);
    try (GuestQmp qmp = GuestQmp.open()) {
      slot.plug(qmp, "nvme", Map.of("serial", "asked", "drive", "disk3"));
      PciDevice device = PciDevice.read(DEVICES, slot.address());
      assertThat(device.classCode()).isEqualTo(0x010802);
      assertThat(device.iommuGroup()).isPresent();

      slot.requestUnplug(qmp);
      slot.awaitEmpty(qmp);
    }
  }

  /** One without a driver: the kernel's for NVMe may crash when it loses a controller at once. */
  @Test
  void aDeviceIsPulledOut() throws IOException {
    GuestSlot slot = new GuestSlot(6);
    try (GuestQmp qmp = GuestQmp.open()) {
      slot.plug(qmp, "edu", Map.of());
      slot.pull();
      slot.awaitEmpty(qmp);

      slot.plug(qmp, "edu", Map.of());
      assertThat(PciDevice.read(DEVICES, slot.address()).deviceId()).isEqualTo(0x11e8);
      slot.pull();
      slot.awaitEmpty(qmp);
    }
  }

  @Test
  void aControllerHasVirtualFunctions() throws IOException {
    Path physical = DEVICES.resolve("0000:09:00.0");
    Files.writeString(physical.resolve("sriov_numvfs"), "2");
    try (Stream<Path> entries = Files.list(physical)) {
      List<Integer> groups =
          entries
              .filter(entry -> entry.getFileName().toString().startsWith("virtfn"))
              .map(GuestTest::target)
              .map(function -> group(PciAddress.parse(function)))
              .distinct()
              .toList();
      assertThat(groups).hasSize(2);
    } finally {
      Files.writeString(physical.resolve("sriov_numvfs"), "0");
    }
  }

  private static int group(PciAddress address) {
    return Integer.parseInt(target(DEVICES.resolve(address + "/iommu_group")));
  }

  /** The last name in what a symbolic link points at. */
  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).getFileName().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
