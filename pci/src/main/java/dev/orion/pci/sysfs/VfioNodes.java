package dev.orion.pci.sysfs;

import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/** The files through which programs drive a device that VFIO has. */
public final class VfioNodes {
  /** The driver for devices of any kind. */
  public static final String DRIVER = "vfio-pci";

  private VfioNodes() {}

  /**
   * The device nodes that there are now: {@code /dev/vfio/12} of its IOMMU group, or {@code
   * /dev/vfio/noiommu-12} of one that is made up, and, from Linux 6.6 on, {@code
   * /dev/vfio/devices/vfio0} of its own.
   */
  public static List<String> of(SystemFiles files, PciDevice device) {
    if (!device.hasVfioDriver()) {
      return List.of();
    }
    Stream<String> group =
        device.iommuGroup().stream()
            .boxed()
            .flatMap(number -> Stream.of("/dev/vfio/" + number, "/dev/vfio/noiommu-" + number));
    Stream<String> own =
        SystemFiles.entries(device.directory().resolve("vfio-dev")).stream()
            .map(entry -> "/dev/vfio/devices/" + entry.getFileName());
    return Stream.concat(group, own).filter(node -> Files.exists(files.path(node))).toList();
  }

  static boolean isVfioDriver(String driver) {
    return driver.replace('_', '-').endsWith(DRIVER);
  }
}
