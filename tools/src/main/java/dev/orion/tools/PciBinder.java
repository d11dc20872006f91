package dev.orion.tools;

import dev.orion.pci.PciAddress;
import dev.orion.pci.sysfs.DeviceUse;
import dev.orion.pci.sysfs.DriverBinding;
import dev.orion.pci.sysfs.DriverBinding.Change;
import dev.orion.pci.sysfs.Hold;
import dev.orion.pci.sysfs.PciDevice;
import dev.orion.pci.sysfs.PciIds;
import dev.orion.pci.sysfs.SystemFiles;
import dev.orion.pci.sysfs.Usability;
import dev.orion.pci.sysfs.UsabilityCheck;
import dev.orion.pci.sysfs.VfioNodes;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Binds PCI functions for {@code orion pci}, and says what it did. */
final class PciBinder {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SystemFiles files;
  private final DriverBinding binding;
  private final PciIds ids;
  private final boolean force;
  private final PrintWriter out;
  private final PrintWriter err;

  /**
   * For one command.
   *
   * @param force whether to take devices that are in use
   */
  PciBinder(SystemFiles files, boolean force, PrintWriter out, PrintWriter err) throws IOException {
    this.files = files;
    this.binding = new DriverBinding(files);
    this.ids = PciIds.read(files);
    this.force = force;
    this.out = out;
    this.err = err;
  }

  void bind(PciAddress address, @Nullable UserPrincipal owner) throws IOException {
    PciDevice device = PciDevice.read(files.pciDevices(), address);
    Usability usability = usability(device);
    boolean isPossible =
        switch (usability.obstacle()) {
          case BRIDGE -> false;
          case NO_IOMMU -> UsabilityCheck.allowsNoIommu(files);
          default -> true;
        };
    if (!isPossible) {
      throw new IOException("%s cannot be bound: %s".formatted(address, usability.advice()));
    }
    if (!device.hasVfioDriver()) {
      checkNotInUse(device);
    }
    PciDevice after = report(patiently(device, () -> binding.bind(address)));
    if (owner != null) {
      for (String node : VfioNodes.of(files, after)) {
        Files.setOwner(files.path(node), owner);
        out.printf("  %s belongs to %s%n", node, owner.getName());
      }
    }
    Usability next = usability(after);
    if (next.obstacle() == Usability.Obstacle.GROUP_NOT_VIABLE) {
      out.println("  not usable yet: " + next.advice());
    }
  }

  void unbind(PciAddress address) throws IOException {
    PciDevice device = PciDevice.read(files.pciDevices(), address);
    checkNotInUse(device);
    report(patiently(device, () -> binding.unbind(address)));
  }

  void restore(PciAddress address) throws IOException {
    PciDevice device = PciDevice.read(files.pciDevices(), address);
    if (device.hasVfioDriver()) {
      checkNotInUse(device);
    }
    report(patiently(device, () -> binding.restore(address)));
  }

  private Usability usability(PciDevice device) throws IOException {
    return new UsabilityCheck(files, ids, System.getProperty("user.name")).of(device);
  }

  private void checkNotInUse(PciDevice device) throws IOException {
    DeviceUse use = DeviceUse.read(files);
    List<Hold> holds = new ArrayList<>(use.holds(device));
    if (holds.isEmpty()) {
      holds.addAll(use.users(device));
    }
    if (!holds.isEmpty() && !force) {
      throw new IOException(
          "%s holds %s: %s first, or --force"
              .formatted(
                  device.address(),
                  joined(holds.stream().map(Hold::what), " and "),
                  joined(holds.stream().map(Hold::release), ", ")));
    }
  }

  private static String joined(Stream<String> parts, String separator) {
    return parts.distinct().collect(Collectors.joining(separator));
  }

  /** Something that the kernel may take its time for. */
  private interface Step {
    Change take() throws IOException;
  }

  /** The kernel waits for those who use a device before it takes it from its driver. */
  private Change patiently(PciDevice device, Step step) throws IOException {
    Thread note = Thread.ofVirtual().start(() -> noteAfterPatience(device));
    try {
      return step.take();
    } finally {
      note.interrupt();
    }
  }

  private void noteAfterPatience(PciDevice device) {
    try {
      Thread.sleep(PATIENCE);
      List<Hold> users = DeviceUse.read(files).users(device);
      err.printf(
          "orion: still waiting for the kernel to take %s from %s%s%n",
          device.address(),
          device.driver().orElse("no driver"),
          users.isEmpty()
              ? "; see dmesg"
              : ", which has " + joined(users.stream().map(Hold::what), " and "));
      err.flush();
    } catch (InterruptedException e) {
      // done in time
    } catch (IOException e) {
      err.println("orion: still waiting for the kernel; " + e.getMessage());
    }
  }

  private PciDevice report(Change change) {
    PciDevice before = change.before();
    PciDevice after = change.after();
    String drivers =
        before.driver().equals(after.driver())
            ? "%s already".formatted(driver(after))
            : "%s → %s".formatted(driver(before), driver(after));
    String group =
        after.hasVfioDriver() && after.iommuGroup().isPresent()
            ? ", IOMMU group " + after.iommuGroup().getAsInt()
            : "";
    out.printf("%s (%s): %s%s%n", after.address(), PciEntry.name(after, ids), drivers, group);
    return after;
  }

  private static String driver(PciDevice device) {
    return device.driver().orElse("no driver");
  }
}
