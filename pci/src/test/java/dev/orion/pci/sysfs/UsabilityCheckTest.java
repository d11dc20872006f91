package dev.orion.pci.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.pci.sysfs.Usability.Obstacle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsabilityCheckTest {
  private static final int GROUP = 12;

  @TempDir private Path root;

  private MadeUpSystem system;

  @BeforeEach
  void makeUp() throws IOException {
    system = new MadeUpSystem(root);
  }

  private Usability drive() throws IOException {
    return usability(MadeUpSystem.DRIVE);
  }

  private Usability usability(String address) throws IOException {
    return new UsabilityCheck(system.files, PciIds.read(system.files), "alice")
        .of(system.device(address));
  }

  private void expect(Obstacle obstacle, String... advice) throws IOException {
    Usability usability = drive();
    assertThat(usability.obstacle()).isEqualTo(obstacle);
    assertThat(usability.isUsable()).isEqualTo(obstacle == Obstacle.NONE);
    assertThat(usability.advice()).doesNotContain("\n");
    for (String part : advice) {
      assertThat(usability.advice()).contains(part);
    }
  }

  private void bindToVfio() throws IOException {
    system.group(GROUP, MadeUpSystem.DRIVE);
    system.bound(MadeUpSystem.DRIVE, "vfio-pci");
    system.write("/dev/vfio/" + GROUP, "");
  }

  @Test
  void readyWithAccessToItsGroup() throws IOException {
    bindToVfio();
    assertThat(drive()).isEqualTo(Usability.READY);
  }

  @Test
  void bridgesAreNot() throws IOException {
    assertThat(usability(MadeUpSystem.PORT).obstacle()).isEqualTo(Obstacle.BRIDGE);
  }

  @ParameterizedTest
  @CsvSource({
    "GenuineIntel, '', quiet, VT-d on in the firmware setup, intel_iommu=on",
    "GenuineIntel, '', intel_iommu=on, VT-d on in the firmware setup, ''",
    "GenuineIntel, DMAR, quiet, add intel_iommu=on to the kernel, ''",
    "GenuineIntel, DMAR, intel_iommu=on, dmesg, DMAR",
    "AuthenticAMD, '', quiet, AMD-Vi, firmware setup",
    "AuthenticAMD, IVRS, amd_iommu=off, remove, amd_iommu=off",
    "AuthenticAMD, IVRS, quiet, dmesg, AMD-Vi",
    // A virtual machine may have the other maker's IOMMU: what the firmware tells counts.
    "AuthenticAMD, DMAR, quiet, add intel_iommu=on to the kernel, ''"
  })
  void tellsHowToGetAnIommu(
      String vendor, String table, String options, String advice, String moreAdvice)
      throws IOException {
    Files.delete(system.files.path("/sys/class/iommu/dmar0"));
    system.write("/proc/cpuinfo", "vendor_id\t: " + vendor + "\nflags\t\t: fpu\n");
    system.write("/proc/cmdline", options + "\n");
    if (!table.isEmpty()) {
      system.write("/sys/firmware/acpi/tables/" + table, "");
    }
    expect(Obstacle.NO_IOMMU, advice, moreAdvice);
  }

  @Test
  void aVirtualMachineNeedsAVirtualIommu() throws IOException {
    Files.delete(system.files.path("/sys/class/iommu/dmar0"));
    system.write("/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: fpu hypervisor\n");
    expect(Obstacle.NO_IOMMU, "virtual machine");
  }

  @Test
  void anIommuNeedNotCoverEveryDevice() throws IOException {
    expect(Obstacle.NO_IOMMU, "does not cover this device");
  }

  @Test
  void aGroupThatVfioMadeUpHasNoIommu() throws IOException {
    bindToVfio();
    system.write("/sys/kernel/iommu_groups/" + GROUP + "/name", "vfio-noiommu\n");
    expect(Obstacle.NO_IOMMU);
  }

  @Test
  void tellsHowToBind() throws IOException {
    system.group(GROUP, MadeUpSystem.DRIVE);
    expect(Obstacle.NOT_BOUND, "sudo orion pci bind 0000:01:00.0");
    assertThat(drive().summary()).isEqualTo("bound to nvme");
    system.bound(MadeUpSystem.DRIVE, "");
    assertThat(drive().summary()).isEqualTo("not bound");
  }

  @Test
  void tellsToLoadVfio() throws IOException {
    system.group(GROUP, MadeUpSystem.DRIVE);
    Files.move(system.files.pciDriver("vfio-pci"), root.resolve("unloaded"));
    expect(Obstacle.NOT_BOUND, "sudo modprobe vfio-pci && sudo orion pci bind 0000:01:00.0");
  }

  @Test
  void whatIsInUseIsToldBeforeItIsTaken() throws IOException {
    system.group(GROUP, MadeUpSystem.DRIVE);
    system.block(
        "/sys/bus/pci/devices/" + MadeUpSystem.DRIVE + "/nvme/nvme0/nvme0n1", "259:0", "nvme0n1");
    system.mount("259:0", "/home", "ext4", "/dev/nvme0n1");
    expect(
        Obstacle.IN_USE,
        "holds /home (ext4 on nvme0n1): umount /home, then sudo orion pci bind 0000:01:00.0");
  }

  @Test
  void namesTheDevicesThatKeepTheGroup() throws IOException {
    system.pci(MadeUpSystem.NEIGHBOUR, "pci0000:00/0000:00:01.0/0000:01:00.1", 0x010601, "ahci");
    bindToVfio();
    system.group(GROUP, MadeUpSystem.NEIGHBOUR);
    system.write("/usr/share/misc/pci.ids", "1b36  Red Hat, Inc.\n\t0010  A chip\n");
    expect(
        Obstacle.GROUP_NOT_VIABLE,
        "IOMMU group 12 also has 0000:01:00.1 (Red Hat, Inc. A chip, driver ahci)",
        "sudo orion pci bind 0000:01:00.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "vfio-pci", "mlx5_vfio_pci", "pci-stub", "pcieport"})
  void driversThatLeaveDmaAloneDoNotKeepTheGroup(String driver) throws IOException {
    system.pci(MadeUpSystem.NEIGHBOUR, "pci0000:00/0000:00:01.0/0000:01:00.1", 0x060400, driver);
    bindToVfio();
    system.group(GROUP, MadeUpSystem.NEIGHBOUR);
    expect(Obstacle.NONE);
  }

  @Test
  void tellsWhichFileMayNotBeOpened() throws IOException {
    bindToVfio();
    Files.delete(system.files.path("/dev/vfio/" + GROUP));
    expect(Obstacle.NO_PERMISSION, "/dev");
  }

  @ParameterizedTest
  @CsvSource({"8388608, MEMLOCK_TOO_LOW", "67108864, NONE", "unlimited, NONE"})
  void dmaNeedsLockedMemory(String limit, Obstacle obstacle) throws IOException {
    bindToVfio();
    system.memlock(limit);
    expect(obstacle);
    system.write("/proc/self/status", "CapEff:\t000001ffffffffff\n");
    expect(Obstacle.NONE);
  }
}
