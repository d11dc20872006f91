package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.OpenFlag;
import dev.orion.pci.PciAddress;
import dev.orion.pci.sysfs.DeviceUse;
import dev.orion.pci.sysfs.DriverBinding;
import dev.orion.pci.sysfs.DriverBinding.Change;
import dev.orion.pci.sysfs.Hold;
import dev.orion.pci.sysfs.PciDevice;
import dev.orion.pci.sysfs.PciIds;
import dev.orion.pci.sysfs.SystemFiles;
import dev.orion.pci.sysfs.Usability;
import dev.orion.pci.sysfs.Usability.Obstacle;
import dev.orion.pci.sysfs.UsabilityCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Binding on a kernel, as root in the virtual machine that {@code guest/run} starts: its devices
 * may be taken, this machine's must not be.
 */
@Tag("vfio")
class PciBindingTest {
  /** An SR-IOV controller, whose namespace the kernel shows as one with several paths. */
  private static final PciAddress ALONE = PciAddress.parse("0000:09:00.0");

  private static final PciAddress SHARED = PciAddress.parse("0000:00:1e.0");
  private static final PciAddress NEIGHBOUR = PciAddress.parse("0000:00:1e.1");
  private static final PciAddress ROOT_PORT = PciAddress.parse("0000:00:1b.0");

  private static final SystemFiles FILES = GuestDevices.FILES;

  private final DriverBinding binding = GuestDevices.BINDING;

  @TempDir private Path directory;

  /** These tests format disks. */
  @BeforeAll
  static void onlyInTheVirtualMachine() {
    assertThat(Path.of("/proc/cmdline")).content().contains("ORION_GUEST=");
  }

  @AfterEach
  void giveBack() throws Exception {
    for (PciAddress address : List.of(ALONE, SHARED, NEIGHBOUR)) {
      binding.restore(address);
      GuestDevices.disk(address);
    }
  }

  @Test
  void bindsAndGivesBackWithTheDataStillThere() throws Exception {
    String disk = GuestDevices.disk(ALONE);
    GuestDevices.run("mkfs.ext4", "-q", disk);
    GuestDevices.run("mount", disk, directory.toString());
    Files.writeString(directory.resolve("greeting"), "hello");
    GuestDevices.run("umount", directory.toString());

    Change bound = binding.bind(ALONE);
    assertThat(bound.before().driver()).contains("nvme");
    assertThat(bound.after().driver()).contains("vfio-pci");
    assertThat(usability(ALONE)).isEqualTo(new Usability(Obstacle.NONE, "", ""));
    assertThat(Path.of("/dev/vfio", "" + bound.after().iommuGroup().orElseThrow())).exists();

    Change again = binding.bind(ALONE);
    assertThat(again.before().driver()).contains("vfio-pci");

    Change restored = binding.restore(ALONE);
    assertThat(restored.after().driver()).contains("nvme");
    assertThat(restored.after().directory().resolve("driver_override")).hasContent("(null)");
    assertThat(binding.remembered()).doesNotContain(ALONE, SHARED, NEIGHBOUR, ROOT_PORT);
    disk = GuestDevices.disk(ALONE);
    GuestDevices.run("mount", disk, directory.toString());
    assertThat(directory.resolve("greeting")).hasContent("hello");
    GuestDevices.run("umount", directory.toString());
  }

  @Test
  void unboundStaysWithoutADriverUntilRestored() throws Exception {
    assertThat(binding.unbind(ALONE).after().driver()).isEmpty();
    assertThat(usability(ALONE).obstacle()).isEqualTo(Obstacle.NOT_BOUND);
    assertThat(binding.bind(ALONE).after().driver()).contains("vfio-pci");
    assertThat(binding.unbind(ALONE).after().driver()).isEmpty();
    assertThat(binding.restore(ALONE).after().driver()).contains("nvme");
  }

  @Test
  void aBridgeIsRefusedAndKeepsItsDriver() throws Exception {
    assertThat(usability(ROOT_PORT).obstacle()).isEqualTo(Obstacle.BRIDGE);
    assertThatThrownBy(() -> binding.bind(ROOT_PORT))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("refused to give 0000:00:1b.0 to vfio-pci");
    PciDevice port = GuestDevices.device(ROOT_PORT);
    assertThat(port.driver()).contains("pcieport");
    assertThat(port.directory().resolve("driver_override")).hasContent("(null)");
    assertThat(binding.remembered()).doesNotContain(ALONE, SHARED, NEIGHBOUR, ROOT_PORT);
  }

  @Test
  void aGroupNeedsAllItsDevices() throws Exception {
    binding.bind(SHARED);
    Usability shared = usability(SHARED);
    assertThat(shared.obstacle()).isEqualTo(Obstacle.GROUP_NOT_VIABLE);
    assertThat(shared.advice())
        .contains("0000:00:1e.1", "driver nvme", "orion pci bind 0000:00:1e.1");

    binding.unbind(NEIGHBOUR);
    assertThat(usability(SHARED).obstacle()).isEqualTo(Obstacle.NONE);
    binding.bind(NEIGHBOUR);
    assertThat(usability(SHARED).obstacle()).isEqualTo(Obstacle.NONE);
  }

  @Test
  void namesTheMountedFileSystem() throws Exception {
    for (PciAddress address : List.of(ALONE, SHARED)) {
      String disk = GuestDevices.disk(address);
      GuestDevices.run("mkfs.ext4", "-q", "-F", disk);
      GuestDevices.run("mount", disk, directory.toString());
      try {
        String name = Path.of(disk).getFileName().toString();
        assertThat(holds(address))
            .containsExactly(
                new Hold(directory + " (ext4 on " + name + ")", "umount " + directory));
        assertThat(usability(address).obstacle()).isEqualTo(Obstacle.IN_USE);
      } finally {
        GuestDevices.run("umount", directory.toString());
      }
      assertThat(holds(address)).isEmpty();
    }
  }

  @Test
  void namesSwapSpace() throws Exception {
    String disk = GuestDevices.disk(NEIGHBOUR);
    GuestDevices.run("mkswap", disk);
    GuestDevices.run("swapon", disk);
    try {
      assertThat(holds(NEIGHBOUR))
          .containsExactly(
              new Hold("swap space (on " + Path.of(disk).getFileName() + ")", "swapoff " + disk));
    } finally {
      GuestDevices.run("swapoff", disk);
    }
    assertThat(holds(NEIGHBOUR)).isEmpty();
  }

  @Test
  void namesAVolumeAndWhatIsMountedFromIt() throws Exception {
    String disk = GuestDevices.disk(SHARED);
    String name = Path.of(disk).getFileName().toString();
    GuestDevices.run("modprobe", "dm-mod");
    GuestDevices.run(
        "dmsetup",
        "create",
        "vg-home",
        "--uuid",
        "LVM-test",
        "--table",
        "0 65536 linear " + disk + " 0");
    GuestDevices.run("dmsetup", "mknodes");
    try {
      assertThat(holds(SHARED))
          .containsExactly(
              new Hold("LVM volume vg-home (on " + name + ")", "lvchange -an /dev/mapper/vg-home"));
      GuestDevices.run("mkfs.ext4", "-q", "-F", "/dev/mapper/vg-home");
      GuestDevices.run("mount", "/dev/mapper/vg-home", directory.toString());
      try {
        assertThat(holds(SHARED))
            .extracting(Hold::what)
            .containsExactly(directory + " (ext4 on " + name + ", LVM volume vg-home)");
      } finally {
        GuestDevices.run("umount", directory.toString());
      }
    } finally {
      GuestDevices.run("dmsetup", "remove", "vg-home");
    }
  }

  @Test
  void namesTheProcessThatHasADiskOpen() throws Exception {
    String disk = GuestDevices.disk(NEIGHBOUR);
    Process reader =
        new ProcessBuilder("sleep", "1000").redirectInput(Path.of(disk).toFile()).start();
    try {
      assertThat(DeviceUse.read(FILES).users(GuestDevices.device(NEIGHBOUR)))
          .extracting(Hold::what)
          .containsExactly("%s open in process %d (sleep)".formatted(disk, reader.pid()));
    } finally {
      reader.destroyForcibly().waitFor();
    }
  }

  @Test
  void noticesAClaimThatSysfsDoesNotShow() throws Exception {
    String disk = GuestDevices.disk(NEIGHBOUR);
    try (Descriptor claim = Descriptor.open(Path.of(disk), OpenFlag.O_RDONLY, OpenFlag.O_EXCL)) {
      assertThat(claim.number()).isPositive();
      assertThat(DeviceUse.read(FILES).users(GuestDevices.device(NEIGHBOUR)))
          .extracting(Hold::release)
          .containsExactly("find who uses " + disk);
    }
    assertThat(DeviceUse.read(FILES).users(GuestDevices.device(NEIGHBOUR))).isEmpty();
  }

  @Test
  void virtualFunctionsAreKnownAndHoldTheirPhysicalFunction() throws Exception {
    Path count = GuestDevices.device(ALONE).directory().resolve("sriov_numvfs");
    Files.writeString(count, "1");
    try {
      assertThat(holds(ALONE)).extracting(Hold::what).containsExactly("1 virtual functions");
      assertThat(
              PciDevice.list(FILES.pciDevices()).stream()
                  .filter(device -> device.physicalFunction().equals(Optional.of(ALONE)))
                  .map(PciDevice::address))
          .containsExactly(PciAddress.parse("0000:09:00.1"));
    } finally {
      Files.writeString(count, "0");
    }
  }

  private static Usability usability(PciAddress address) throws IOException {
    return new UsabilityCheck(FILES, PciIds.read(FILES), "root").of(GuestDevices.device(address));
  }

  private static List<Hold> holds(PciAddress address) throws IOException {
    return DeviceUse.read(FILES).holds(GuestDevices.device(address));
  }
}
