package dev.orion.pci.sysfs;

import dev.orion.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Devices that the IOMMU cannot tell apart, so that a program gets all of them or none.
 *
 * @param number the kernel's number of it
 * @param members the devices
 */
public record IommuGroup(int number, List<Member> members) {

  /**
   * A device of a group.
   *
   * @param name its name on its bus: the address of a PCI function
   * @param pci what it is, if it is a PCI function
   * @param driver the kernel driver that has it, if one does
   */
  public record Member(String name, Optional<PciDevice> pci, Optional<String> driver) {

    /**
     * Whether the kernel keeps the group from programs while this device has its driver: all
     * drivers do that but the few that leave DMA alone ({@code driver_managed_dma} in the kernel's
     * struct pci_driver).
     */
    public boolean blocksGroup() {
      return driver
          .filter(
              name ->
                  !VfioNodes.isVfioDriver(name)
                      && !name.equals("pcieport")
                      && !name.equals("pci-stub"))
          .isPresent();
    }
  }

  /** Reads a group. */
  static IommuGroup read(SystemFiles files, int number) throws IOException {
    List<Member> members = new ArrayList<>();
    for (Path entry : SystemFiles.entries(directory(files, number).resolve("devices"))) {
      members.add(member(files, entry));
    }
    return new IommuGroup(number, members);
  }

  /**
   * Whether there is no IOMMU behind a group: VFIO makes such ones up where the administrator
   * turned {@code enable_unsafe_noiommu_mode} on.
   */
  static boolean isMadeUp(SystemFiles files, int number) {
    return SystemFiles.text(directory(files, number).resolve("name"))
        .filter("vfio-noiommu"::equals)
        .isPresent();
  }

  private static Path directory(SystemFiles files, int number) {
    return files.path("/sys/kernel/iommu_groups").resolve(Integer.toString(number));
  }

  private static Member member(SystemFiles files, Path entry) throws IOException {
    String name = entry.getFileName().toString();
    Optional<String> bus = SystemFiles.linkName(entry.resolve("subsystem"));
    if (bus.filter("pci"::equals).isPresent()) {
      PciDevice device = PciDevice.read(files.pciDevices(), PciAddress.parse(name));
      return new Member(name, Optional.of(device), device.driver());
    }
    return new Member(name, Optional.empty(), SystemFiles.linkName(entry.resolve("driver")));
  }
}
