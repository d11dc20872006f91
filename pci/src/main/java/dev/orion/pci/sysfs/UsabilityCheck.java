package dev.orion.pci.sysfs;

import dev.orion.pci.sysfs.IommuGroup.Member;
import dev.orion.pci.sysfs.Usability.Obstacle;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what keeps the user from driving a PCI function, and what to do about it. */
public final class UsabilityCheck {
  private final SystemFiles files;
  private final PciIds ids;
  private final String user;
  private final DeviceUse use;
  private final LockedMemory lockedMemory;
  private final String iommuAdvice;

  /**
   * A check of any number of functions.
   *
   * @param ids for the names of devices
   * @param user the name of the user who is asking
   */
  public UsabilityCheck(SystemFiles files, PciIds ids, String user) throws IOException {
    this.files = files;
    this.ids = ids;
    this.user = user;
    this.use = DeviceUse.read(files);
    this.lockedMemory = LockedMemory.read(files);
    this.iommuAdvice = IommuAdvice.of(files);
  }

  /** Whether the administrator lets VFIO hand out devices that no IOMMU keeps in check. */
  public static boolean allowsNoIommu(SystemFiles files) {
    return SystemFiles.text(files.path("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode"))
        .filter("Y"::equals)
        .isPresent();
  }

  /** Whether Orion can drive a function now. */
  public Usability of(PciDevice device) throws IOException {
    if (device.isBridge()) {
      return new Usability(
          Obstacle.BRIDGE, "a bridge", "only devices behind the bridge can be driven");
    }
    if (device.iommuGroup().isEmpty()
        || IommuGroup.isMadeUp(files, device.iommuGroup().getAsInt())) {
      return new Usability(Obstacle.NO_IOMMU, "no IOMMU", iommuAdvice);
    }
    if (!device.hasVfioDriver()) {
      List<Hold> holds = use.holds(device);
      return holds.isEmpty() ? notBound(device) : inUse(device, holds);
    }
    List<Member> blockers =
        IommuGroup.read(files, device.iommuGroup().getAsInt()).members().stream()
            .filter(Member::blocksGroup)
            .toList();
    return blockers.isEmpty() ? access(device) : notViable(device, blockers);
  }

  private Usability notBound(PciDevice device) {
    return new Usability(
        Obstacle.NOT_BOUND,
        device.driver().map(driver -> "bound to " + driver).orElse("not bound"),
        bindCommand(device));
  }

  private String bindCommand(PciDevice device) {
    boolean isLoaded = Files.isDirectory(files.pciDriver(VfioNodes.DRIVER));
    return (isLoaded ? "" : "sudo modprobe %s && ".formatted(VfioNodes.DRIVER))
        + "sudo orion pci bind "
        + device.address();
  }

  private Usability inUse(PciDevice device, List<Hold> holds) {
    return new Usability(
        Obstacle.IN_USE,
        "in use",
        "holds %s: %s, then %s"
            .formatted(
                joined(holds.stream().map(Hold::what), " and "),
                joined(holds.stream().map(Hold::release), ", "),
                bindCommand(device)));
  }

  private Usability notViable(PciDevice device, List<Member> blockers) {
    String toBind =
        joined(blockers.stream().filter(member -> member.pci().isPresent()).map(Member::name), " ");
    return new Usability(
        Obstacle.GROUP_NOT_VIABLE,
        "group not viable",
        "its IOMMU group %d also has %s: %smove the card to a slot with a group of its own"
            .formatted(
                device.iommuGroup().getAsInt(),
                joined(blockers.stream().map(this::description), " and "),
                toBind.isEmpty() ? "" : "sudo orion pci bind " + toBind + ", or "));
  }

  private String description(Member member) {
    String name =
        member
            .pci()
            .flatMap(
                pci ->
                    ids.vendor(pci).flatMap(vendor -> ids.device(pci).map(d -> vendor + " " + d)))
            .map(text -> text + ", ")
            .orElse("");
    return "%s (%sdriver %s)".formatted(member.name(), name, member.driver().orElse("none"));
  }

  /** The group's file is the first, and is what counts where there is one. */
  private Usability access(PciDevice device) {
    List<String> nodes = VfioNodes.of(files, device);
    if (nodes.isEmpty()) {
      return new Usability(
          Obstacle.NO_PERMISSION,
          "no file in /dev/vfio",
          "its file in /dev/vfio is missing: in a container, pass it in; otherwise see dmesg");
    }
    String node = nodes.getFirst();
    if (!Files.isReadable(files.path(node)) || !Files.isWritable(files.path(node))) {
      return new Usability(
          Obstacle.NO_PERMISSION,
          "no permission",
          "%s may not open %s: sudo orion pci bind --owner %s %s"
              .formatted(user, node, user, device.address()));
    }
    return lockedMemory.isEnough() ? Usability.READY : lockedMemory.tooLow(user);
  }

  private static String joined(Stream<String> parts, String separator) {
    return parts.distinct().collect(Collectors.joining(separator));
  }
}
