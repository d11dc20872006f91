package dev.orion.pci.sysfs;

import static dev.orion.pci.sysfs.SystemFiles.linkName;
import static dev.orion.pci.sysfs.SystemFiles.text;

import dev.orion.pci.PciAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A PCI function as the kernel shows it at this moment, below {@code /sys/bus/pci/devices}.
 *
 * @param address where it sits
 * @param directory its directory in sysfs
 * @param vendorId PCI-SIG's number of the maker of the chip
 * @param deviceId the maker's number of the chip
 * @param classCode base class, sub-class and programming interface, 24 bits
 * @param isBridge whether it leads to another bus rather than being a device at the end of one
 * @param driver the kernel driver that has it, if one does
 * @param iommuGroup number of its IOMMU group; none where no IOMMU is in force
 * @param numaNode the NUMA node it is nearest to, if the firmware says
 * @param physicalFunction of an SR-IOV virtual function, the function that it is part of
 * @param virtualFunctions how many SR-IOV virtual functions it has at this moment
 */
public record PciDevice(
    PciAddress address,
    Path directory,
    int vendorId,
    int deviceId,
    int classCode,
    boolean isBridge,
    Optional<String> driver,
    OptionalInt iommuGroup,
    OptionalInt numaNode,
    Optional<PciAddress> physicalFunction,
    int virtualFunctions) {

  private static final int BASE_CLASS_STORAGE = 0x01;
  private static final int BASE_CLASS_BRIDGE = 0x06;
  private static final int HEADER_TYPE = 0x0e;
  private static final int HEADER_LAYOUT = 0x7f;

  /**
   * Reads a function's directory.
   *
   * @param devices {@code /sys/bus/pci/devices}
   * @throws IOException if there is no such function, or it went away meanwhile
   */
  public static PciDevice read(Path devices, PciAddress address) throws IOException {
    Path directory = devices.resolve(address.toString());
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          "there is no PCI device at %s; orion pci list --all shows those there are"
              .formatted(address));
    }
    int classCode = number(directory, "class");
    return new PciDevice(
        address,
        directory,
        number(directory, "vendor"),
        number(directory, "device"),
        classCode,
        classCode >>> 16 == BASE_CLASS_BRIDGE || headerLayout(directory) != 0,
        linkName(directory.resolve("driver")),
        number(linkName(directory.resolve("iommu_group"))),
        number(text(directory.resolve("numa_node")).filter(node -> !node.startsWith("-"))),
        linkName(directory.resolve("physfn")).map(PciAddress::parse),
        number(text(directory.resolve("sriov_numvfs"))).orElse(0));
  }

  /**
   * All functions, by address.
   *
   * @param devices {@code /sys/bus/pci/devices}; a machine without PCI has no such directory
   */
  public static List<PciDevice> list(Path devices) throws IOException {
    if (!Files.isDirectory(devices)) {
      return List.of();
    }
    List<PciAddress> addresses;
    try (Stream<Path> entries = Files.list(devices)) {
      addresses =
          entries.map(entry -> PciAddress.parse(entry.getFileName().toString())).sorted().toList();
    }
    List<PciDevice> found = new ArrayList<>();
    for (PciAddress address : addresses) {
      try {
        found.add(read(devices, address));
      } catch (IOException e) {
        if (Files.exists(devices.resolve(address.toString()))) {
          throw e; // and has not just been pulled out
        }
      }
    }
    return found;
  }

  /** Whether it is a mass storage controller: NVMe, SATA, SAS and the like. */
  public boolean isStorage() {
    return classCode >>> 16 == BASE_CLASS_STORAGE;
  }

  /**
   * Whether programs can drive it: vfio-pci has it, or a relative such as {@code mlx5_vfio_pci}.
   */
  public boolean hasVfioDriver() {
    return driver.filter(VfioNodes::isVfioDriver).isPresent();
  }

  private static int headerLayout(Path directory) throws IOException {
    try (InputStream config = Files.newInputStream(directory.resolve("config"))) {
      byte[] header = config.readNBytes(HEADER_TYPE + 1);
      return header.length > HEADER_TYPE ? header[HEADER_TYPE] & HEADER_LAYOUT : 0;
    }
  }

  private static int number(Path directory, String file) throws IOException {
    return Integer.decode(Files.readString(directory.resolve(file)).strip());
  }

  private static OptionalInt number(Optional<String> text) {
    return text.map(Integer::decode).map(OptionalInt::of).orElseGet(OptionalInt::empty);
  }
}
