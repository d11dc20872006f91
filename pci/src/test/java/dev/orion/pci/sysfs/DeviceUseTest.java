package dev.orion.pci.sysfs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceUseTest {
  private static final String DISK =
      "/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/nvme/nvme0/nvme0n1";
  private static final String PARTITION = DISK + "/nvme0n1p2";

  @TempDir private Path root;

  private MadeUpSystem system;

  @BeforeEach
  void makeUp() throws IOException {
    system = new MadeUpSystem(root);
    system.block(DISK, "259:0", "nvme0n1");
    system.block(PARTITION, "259:2", "nvme0n1p2");
    system.write(PARTITION + "/partition", "2\n");
  }

  private List<Hold> holds() throws IOException {
    return DeviceUse.read(system.files).holds(system.device(MadeUpSystem.DRIVE));
  }

  private void volume(String name, String number, String uuid, String volume, String... below)
      throws IOException {
    String directory = "/sys/devices/virtual/block/" + name;
    system.block(directory, number, name);
    system.write(directory + "/dm/name", volume + "\n");
    system.write(directory + "/dm/uuid", uuid + "\n");
    for (String lower : below) {
      system.link(lower + "/holders/" + name, directory);
    }
  }

  @Test
  void nothingIsOnAnIdleDisk() throws IOException {
    assertThat(holds()).isEmpty();
  }

  @Test
  void aMountedPartition() throws IOException {
    system.mount("259:2", "/srv/my\\040files", "xfs", "/dev/nvme0n1p2");
    assertThat(holds())
        .containsExactly(new Hold("/srv/my files (xfs on nvme0n1p2)", "umount /srv/my files"));
  }

  @Test
  void aFileSystemThatIsMountedOften() throws IOException {
    system.mount("259:2", "/var/lib/containers", "ext4", "/dev/nvme0n1p2");
    system.mount("259:2", "/var", "ext4", "/dev/nvme0n1p2");
    assertThat(holds())
        .extracting(Hold::what)
        .containsExactly("/var and 1 more mounts (ext4 on nvme0n1p2)");
  }

  @Test
  void theDiskTheSystemRunsFrom() throws IOException {
    system.mount("259:0", "/", "ext4", "/dev/root");
    assertThat(holds()).containsExactly(new Hold("/ (ext4 on nvme0n1)", "boot from another disk"));
  }

  @Test
  void swapSpace() throws IOException {
    system.write(
        "/proc/swaps",
        "Filename\t\t\t\tType\t\tSize\n/dev/nvme0n1p2                          partition\t100\n");
    assertThat(holds())
        .containsExactly(new Hold("swap space (on nvme0n1p2)", "swapoff /dev/nvme0n1p2"));
  }

  @Test
  void aVolumeWithNothingMounted() throws IOException {
    volume("dm-0", "253:0", "LVM-abc", "vg-home", PARTITION);
    assertThat(holds())
        .containsExactly(
            new Hold("LVM volume vg-home (on nvme0n1p2)", "lvchange -an /dev/mapper/vg-home"));
  }

  @Test
  void aFileSystemOnAVolumeInAnEncryptedVolume() throws IOException {
    volume("dm-0", "253:0", "CRYPT-LUKS2-abc", "safe", PARTITION);
    volume("dm-1", "253:1", "LVM-abc", "vg-home", "/sys/devices/virtual/block/dm-0");
    system.mount("253:1", "/home", "ext4", "/dev/mapper/vg-home");
    assertThat(holds())
        .containsExactly(
            new Hold(
                "/home (ext4 on nvme0n1p2, encrypted volume safe, LVM volume vg-home)",
                "umount /home"));
  }

  @Test
  void aPartitionOfAnArray() throws IOException {
    String array = "/sys/devices/virtual/block/md0";
    system.block(array, "9:0", "md0");
    system.write(array + "/md/level", "raid1\n");
    system.block(array + "/md0p1", "259:9", "md0p1");
    system.write(array + "/md0p1/partition", "1\n");
    system.link(PARTITION + "/holders/md0", array);
    assertThat(holds())
        .containsExactly(new Hold("RAID array md0 (on nvme0n1p2)", "mdadm --stop /dev/md0"));
    system.mount("259:9", "/data", "ext4", "/dev/md0p1");
    assertThat(holds())
        .extracting(Hold::what)
        .containsExactly("/data (ext4 on nvme0n1p2, RAID array md0, md0p1)");
  }

  @Test
  void aBtrfsOfSeveralDevices() throws IOException {
    system.write("/sys/fs/btrfs/some-uuid/devices/nvme0n1p2/size", "");
    system.write("/sys/fs/btrfs/some-uuid/devices/vdb/size", "");
    system.mount("0:45", "/pool", "btrfs", "/dev/vdb");
    assertThat(holds()).extracting(Hold::what).containsExactly("/pool (btrfs on nvme0n1p2)");
  }

  @Test
  void aNamespaceOfSeveralPaths() throws IOException {
    String path = "/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/nvme/nvme0/nvme3c0n1";
    system.link(path + "/subsystem", "/sys/class/block");
    system.block("/sys/devices/virtual/nvme-subsystem/nvme-subsys3/nvme3n1", "259:7", "nvme3n1");
    system.mount("259:7", "/home", "ext4", "/dev/nvme3n1");
    assertThat(holds()).extracting(Hold::what).containsExactly("/home (ext4 on nvme3n1)");
  }

  @Test
  void aNetworkInterfaceThatIsUp() throws IOException {
    String card = "/sys/devices/pci0000:00/0000:00:01.0/0000:01:00.0/net/enp1s0";
    system.link(card + "/subsystem", "/sys/class/net");
    system.write(card + "/flags", "0x1002\n");
    assertThat(holds()).isEmpty();
    system.write(card + "/flags", "0x1003\n");
    assertThat(holds())
        .containsExactly(
            new Hold("network interface enp1s0, which is up", "ip link set enp1s0 down"));
  }

  @Test
  void virtualFunctions() throws IOException {
    system.write("/sys/bus/pci/devices/" + MadeUpSystem.DRIVE + "/sriov_numvfs", "4\n");
    assertThat(holds()).extracting(Hold::what).containsExactly("4 virtual functions");
  }

  @Test
  void theProcessThatDrivesIt() throws IOException {
    system.group(12, MadeUpSystem.DRIVE);
    system.bound(MadeUpSystem.DRIVE, "vfio-pci");
    system.write("/dev/vfio/12", "");
    system.write("/proc/2147483647/comm", "java\n");
    Files.createDirectories(system.files.path("/proc/2147483647/fd"));
    Files.createSymbolicLink(system.files.path("/proc/2147483647/fd/7"), Path.of("/dev/vfio/12"));
    assertThat(DeviceUse.read(system.files).users(system.device(MadeUpSystem.DRIVE)))
        .containsExactly(
            new Hold("/dev/vfio/12 open in process 2147483647 (java)", "end process 2147483647"));
  }
}
