package dev.orion.tools;

import dev.orion.pci.PciAddress;
import dev.orion.tools.text.ByteSize;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * How a device is named on the command line. {@link Object#toString} gives it in the form that it
 * is parsed from.
 */
public sealed interface DeviceAddress {

  /** The forms there are, for help and errors. */
  String FORMS = "qemu:<lab>/<device>, pci:<address>, vfiouser:<socket>, file:<path> or mem:<size>";

  /**
   * A PCI function of a lab: {@code qemu:lab/nvme0}. What is left out is {@code lab} and {@code
   * nvme0}: {@code qemu:} is both, {@code qemu:mine} is nvme0 of the lab called mine.
   *
   * @param lab the lab's name
   * @param device the device's name in it
   */
  record QemuDevice(String lab, String device) implements DeviceAddress {
    @Override
    public String toString() {
      return "qemu:%s/%s".formatted(lab, device);
    }
  }

  /**
   * A PCI function of this machine, bound to {@code vfio-pci}: {@code pci:0000:01:00.0}.
   *
   * @param address where it sits
   */
  record VfioDevice(PciAddress address) implements DeviceAddress {
    @Override
    public String toString() {
      return "pci:" + address;
    }
  }

  /**
   * A PCI function of this machine that no IOMMU keeps from memory which is not its own: {@code
   * pci-no-iommu:0000:01:00.0}.
   *
   * @param address where it sits
   */
  record NoIommuDevice(PciAddress address) implements DeviceAddress {
    @Override
    public String toString() {
      return "pci-no-iommu:" + address;
    }
  }

  /**
   * The PCI function that a vfio-user server has behind a Unix socket, such as SPDK's NVMe target:
   * {@code vfiouser:/run/target/cntrl}.
   *
   * @param socket its path
   */
  record VfioUserDevice(Path socket) implements DeviceAddress {
    @Override
    public String toString() {
      return "vfiouser:" + socket;
    }
  }

  /**
   * A file or a block device of the kernel: {@code file:/tmp/disk.img}.
   *
   * @param path its path
   */
  record FileDevice(Path path) implements DeviceAddress {
    @Override
    public String toString() {
      return "file:" + path;
    }
  }

  /**
   * Memory of this process, gone with it: {@code mem:64M}.
   *
   * @param sizeBytes its size
   */
  record MemoryDevice(long sizeBytes) implements DeviceAddress {
    @Override
    public String toString() {
      return "mem:" + ByteSize.format(sizeBytes).replaceFirst(" (.).*", "$1");
    }
  }

  /**
   * Parses an address.
   *
   * @throws IllegalArgumentException that says in one line what is wrong and gives an example
   */
  static DeviceAddress parse(String text) {
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    return switch (colon < 0 ? "" : text.substring(0, colon)) {
      case "qemu" -> qemu(rest);
      case "pci" -> new VfioDevice(PciAddress.parse(rest));
      case "pci-no-iommu" -> new NoIommuDevice(PciAddress.parse(rest));
      case "vfiouser" -> new VfioUserDevice(path("vfiouser", rest, "/run/target/cntrl"));
      case "file" -> new FileDevice(path("file", rest, "/tmp/disk.img"));
      case "mem" -> new MemoryDevice(ByteSize.parse(rest));
      default ->
          throw new IllegalArgumentException(
              "unknown device '%s': write %s, such as qemu:lab/nvme0".formatted(text, FORMS));
    };
  }

  private static QemuDevice qemu(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length > 2) {
      throw new IllegalArgumentException(
          "'qemu:%s' has more than a lab and a device: write qemu:<lab>/<device>, such as qemu:lab/nvme0"
              .formatted(text));
    }
    String lab = parts[0].isEmpty() ? "lab" : parts[0];
    return new QemuDevice(lab, parts.length < 2 || parts[1].isEmpty() ? "nvme0" : parts[1]);
  }

  private static Path path(String form, String text, String example) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "'%s:' needs a path, such as %s:%s".formatted(form, form, example));
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(
          "'%s:%s' is no path: %s".formatted(form, text, e.getReason()), e);
    }
  }
}
