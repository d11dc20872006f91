package dev.orion.pci.sysfs;

import dev.orion.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The drivers that functions were taken from: a file each, named by the address, with the driver's
 * name or, if there was none, empty. {@code /run} outlives processes and is empty after a reboot,
 * as is the binding itself.
 */
final class FormerDrivers {
  private final Path directory;

  FormerDrivers(SystemFiles files) {
    this.directory = files.path("/run/orion/pci");
  }

  /** The driver that a function was taken from, empty if there was none; nothing if not known. */
  Optional<String> of(PciAddress address) {
    return SystemFiles.text(file(address));
  }

  /** The functions of which a driver is remembered. */
  List<PciAddress> addresses() {
    return SystemFiles.entries(directory).stream()
        .map(file -> PciAddress.parse(file.getFileName().toString()))
        .toList();
  }

  /**
   * Remembers a function's present driver. Where vfio-pci has it, or no driver has since Orion took
   * it away, what is remembered stays.
   */
  void remember(PciDevice device) throws IOException {
    boolean isKnown = of(device.address()).isPresent();
    if (!device.hasVfioDriver() && (device.driver().isPresent() || !isKnown)) {
      Files.createDirectories(directory);
      Files.writeString(file(device.address()), device.driver().orElse("") + "\n");
    }
  }

  void forget(PciAddress address) throws IOException {
    Files.deleteIfExists(file(address));
  }

  private Path file(PciAddress address) {
    return directory.resolve(address.toString());
  }
}
