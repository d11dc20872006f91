package dev.orion.pci.sysfs;

import dev.orion.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Gives PCI functions to drivers of the kernel: to vfio-pci, and back to where they came from,
 * which is remembered in {@code /run/orion/pci} until restored or the machine is rebooted. Needs
 * root.
 *
 * <p>Taking a function from its driver waits until nobody uses it any more: see {@link DeviceUse}.
 */
public final class DriverBinding {
  private final SystemFiles files;
  private final AttributeWriter writer;
  private final FormerDrivers formerDrivers;

  /** Writes a file of sysfs. */
  @FunctionalInterface
  interface AttributeWriter {
    void write(Path file, String text) throws IOException;
  }

  /**
   * What was done.
   *
   * @param before the function as it was
   * @param after the function as it is
   */
  public record Change(PciDevice before, PciDevice after) {}

  /** Binding on a machine. */
  public DriverBinding(SystemFiles files) {
    this(
        files,
        (file, text) ->
            Files.writeString(
                file, text, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING));
  }

  DriverBinding(SystemFiles files, AttributeWriter writer) {
    this.files = files;
    this.writer = writer;
    this.formerDrivers = new FormerDrivers(files);
  }

  /** Whether this process may bind. */
  public boolean isPermitted() {
    return Files.isWritable(files.path("/sys/bus/pci/drivers_probe"));
  }

  /** The functions whose former driver is remembered, and that have not been unplugged since. */
  public List<PciAddress> remembered() {
    return formerDrivers.addresses().stream()
        .filter(address -> Files.isDirectory(files.pciDevices().resolve(address.toString())))
        .toList();
  }

  /**
   * Gives a function to vfio-pci. If it has it already, nothing happens. If the kernel refuses, all
   * is as it was.
   *
   * @throws IOException that says what is wrong, in one line
   */
  public Change bind(PciAddress address) throws IOException {
    PciDevice before = read(address);
    if (before.hasVfioDriver()) {
      return new Change(before, before);
    }
    checkLoaded(VfioNodes.DRIVER, address);
    Path override = before.directory().resolve("driver_override");
    String formerOverride = Files.readString(override).strip();
    formerDrivers.remember(before);
    try {
      writer.write(override, VfioNodes.DRIVER + "\n");
      detach(before);
      return new Change(before, attach(address, VfioNodes.DRIVER));
    } catch (IOException e) {
      undo(before, override, formerOverride, e);
      throw e;
    }
  }

  /**
   * Takes a function from its driver and leaves it without one. {@link #restore} gives it back.
   *
   * @throws IOException that says what is wrong, in one line
   */
  public Change unbind(PciAddress address) throws IOException {
    PciDevice before = read(address);
    if (before.driver().isEmpty()) {
      return new Change(before, before);
    }
    formerDrivers.remember(before);
    detach(before);
    return new Change(before, read(address));
  }

  /**
   * Gives a function back to the driver that it was taken from, or, if that is not known, to the
   * one that the kernel would choose.
   *
   * @throws IOException that says what is wrong, in one line
   */
  public Change restore(PciAddress address) throws IOException {
    PciDevice before = read(address);
    Optional<String> former = formerDrivers.of(address);
    boolean hadNone = former.filter(String::isEmpty).isPresent();
    if (former.isEmpty() && before.driver().isPresent() && !before.hasVfioDriver()) {
      return new Change(before, before);
    }
    if (former.isPresent() && !hadNone) {
      checkLoaded(former.get(), address);
    }
    writer.write(before.directory().resolve("driver_override"), "\n");
    if (!before.driver().equals(former)) {
      detach(before);
      if (former.isEmpty()) {
        writer.write(files.path("/sys/bus/pci/drivers_probe"), address.toString());
      } else if (!hadNone) {
        attach(address, former.get());
      }
    }
    formerDrivers.forget(address);
    return new Change(before, read(address));
  }

  private PciDevice read(PciAddress address) throws IOException {
    return PciDevice.read(files.pciDevices(), address);
  }

  private void checkLoaded(String driver, PciAddress address) throws IOException {
    if (!Files.isDirectory(files.pciDriver(driver))) {
      throw new IOException(
          "%s cannot be given to %s, which is not loaded: sudo modprobe %s"
              .formatted(address, driver, driver));
    }
  }

  private void detach(PciDevice device) throws IOException {
    if (device.driver().isPresent()) {
      String driver = device.driver().get();
      try {
        writer.write(files.pciDriver(driver).resolve("unbind"), device.address().toString());
      } catch (IOException e) {
        throw refused("take %s from %s".formatted(device.address(), driver), e);
      }
    }
  }

  private PciDevice attach(PciAddress address, String driver) throws IOException {
    String what = "give %s to %s".formatted(address, driver);
    try {
      writer.write(files.pciDriver(driver).resolve("bind"), address.toString());
    } catch (IOException e) {
      throw refused(what, e);
    }
    PciDevice device = read(address);
    if (!device.driver().equals(Optional.of(driver))) {
      throw new IOException("the kernel did not " + what + ": see dmesg");
    }
    return device;
  }

  private void undo(PciDevice before, Path override, String formerOverride, IOException cause) {
    try {
      writer.write(override, formerOverride.equals("(null)") ? "\n" : formerOverride + "\n");
      if (before.driver().isPresent() && read(before.address()).driver().isEmpty()) {
        attach(before.address(), before.driver().get());
      }
      formerDrivers.forget(before.address());
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private static IOException refused(String what, IOException cause) {
    return new IOException(
        "the kernel refused to %s: %s; see dmesg".formatted(what, cause.getMessage()), cause);
  }
}
