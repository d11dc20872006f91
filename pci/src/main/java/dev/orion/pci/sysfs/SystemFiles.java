package dev.orion.pci.sysfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kernel's file systems, below a root directory.
 *
 * @param root {@code /} for this machine's
 */
public record SystemFiles(Path root) {

  /** Those of this machine. */
  public static SystemFiles ofThisMachine() {
    return new SystemFiles(Path.of("/"));
  }

  /** A file by its absolute path, such as {@code /proc/swaps}. */
  public Path path(String absolute) {
    return root.resolve(absolute.substring(1));
  }

  /** The directory with a link for each PCI function. */
  public Path pciDevices() {
    return path("/sys/bus/pci/devices");
  }

  /** The directory of a PCI driver, which is there while the driver is loaded. */
  public Path pciDriver(String name) {
    return path("/sys/bus/pci/drivers").resolve(name);
  }

  /** The last name of what a symbolic link leads to, if there is such a link. */
  static Optional<String> linkName(Path link) throws IOException {
    return Files.isSymbolicLink(link)
        ? Optional.of(Files.readSymbolicLink(link).getFileName().toString())
        : Optional.empty();
  }

  /** A file's text without the white space around it; nothing if it cannot be read. */
  static Optional<String> text(Path file) {
    try {
      return Optional.of(Files.readString(file).strip());
    } catch (IOException e) {
      return Optional.empty(); // not in this kernel, just gone, or not for this user
    }
  }

  /** What is in a directory, sorted; nothing if it cannot be read. */
  static List<Path> entries(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
