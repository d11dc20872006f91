package dev.orion.pci.sysfs;

import dev.orion.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tree of files in the shape of the kernel's, as a machine with two NVMe drives shows it. */
final class MadeUpSystem {
  static final String PORT = "0000:00:01.0";
  static final String DRIVE = "0000:01:00.0";
  static final String NEIGHBOUR = "0000:01:00.1";

  final SystemFiles files;

  MadeUpSystem(Path root) throws IOException {
    this.files = new SystemFiles(root);
    pci(PORT, "pci0000:00/" + PORT, 0x060400, "pcieport");
    pci(DRIVE, "pci0000:00/" + PORT + "/" + DRIVE, 0x010802, "nvme");
    link("/sys/class/iommu/dmar0", "/sys/devices/virtual/iommu/dmar0");
    driver("vfio-pci");
    write("/proc/self/mountinfo", "22 1 254:0 / / rw,relatime - ext4 /dev/vda rw\n");
    write("/proc/self/status", "CapEff:\t0000000000000000\n");
    memlock("unlimited");
    write("/proc/cpuinfo", "vendor_id\t: GenuineIntel\nflags\t\t: fpu vme de\n");
    write("/proc/cmdline", "quiet\n");
  }

  PciDevice device(String address) throws IOException {
    return PciDevice.read(files.pciDevices(), PciAddress.parse(address));
  }

  /** A PCI function; the group is given separately. */
  void pci(String address, String place, int classCode, String driver) throws IOException {
    String directory = "/sys/devices/" + place;
    write(directory + "/vendor", "0x1b36\n");
    write(directory + "/device", "0x0010\n");
    write(directory + "/class", "0x%06x\n".formatted(classCode));
    write(directory + "/numa_node", "-1\n");
    write(directory + "/driver_override", "(null)\n");
    byte[] config = new byte[64];
    config[0x0e] = (byte) (classCode == 0x060400 ? 0x81 : 0x80);
    Files.write(files.path(directory + "/config"), config);
    link(directory + "/subsystem", "/sys/bus/pci");
    link("/sys/bus/pci/devices/" + address, directory);
    bound(address, driver);
  }

  void driver(String name) throws IOException {
    write("/sys/bus/pci/drivers/" + name + "/bind", "");
    write("/sys/bus/pci/drivers/" + name + "/unbind", "");
  }

  /** Binds a function to a driver, or to none if the name is empty. */
  void bound(String address, String driver) throws IOException {
    Path link = files.pciDevices().resolve(address).resolve("driver");
    Files.deleteIfExists(link);
    if (!driver.isEmpty()) {
      driver(driver);
      Files.createSymbolicLink(link, files.pciDriver(driver));
    }
  }

  void group(int number, String... addresses) throws IOException {
    for (String address : addresses) {
      String directory = "/sys/bus/pci/devices/" + address;
      link(directory + "/iommu_group", "/sys/kernel/iommu_groups/" + number);
      link("/sys/kernel/iommu_groups/%d/devices/%s".formatted(number, address), directory);
    }
  }

  /** A block device; what is in it lies below its directory. */
  void block(String directory, String number, String name) throws IOException {
    write(directory + "/dev", number + "\n");
    write(directory + "/uevent", "MAJOR=259\nDEVNAME=" + name + "\n");
    link(directory + "/subsystem", "/sys/class/block");
    link("/sys/class/block/" + name, directory);
    write("/dev/" + name, "");
  }

  void mount(String number, String mountPoint, String type, String source) throws IOException {
    Path mountInfo = files.path("/proc/self/mountinfo");
    Files.writeString(
        mountInfo,
        Files.readString(mountInfo)
            + "30 22 %s / %s rw,relatime shared:1 - %s %s rw\n"
                .formatted(number, mountPoint, type, source));
  }

  void memlock(String bytes) throws IOException {
    write(
        "/proc/self/limits",
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             96365                96365                processes
        Max locked memory         %-20s %-20s bytes
        """
            .formatted(bytes, bytes));
  }

  void write(String path, String text) throws IOException {
    Path file = files.path(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  void link(String path, String target) throws IOException {
    Files.createDirectories(files.path(path).getParent());
    Files.createDirectories(files.path(target));
    Files.createSymbolicLink(files.path(path), files.path(target));
  }
}
