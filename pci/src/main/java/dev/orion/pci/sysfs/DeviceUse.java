package dev.orion.pci.sysfs;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.OpenFlag;
import dev.orion.pci.sysfs.DeviceNodes.Node;
import dev.orion.pci.sysfs.Mounts.FileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds out who would suffer if a device were taken from its driver. */
public final class DeviceUse {
  private static final int INTERFACE_UP = 1;

  private final SystemFiles files;
  private final Mounts mounts;

  private DeviceUse(SystemFiles files, Mounts mounts) {
    this.files = files;
    this.mounts = mounts;
  }

  /** As of this moment. */
  public static DeviceUse read(SystemFiles files) throws IOException {
    return new DeviceUse(files, Mounts.read(files));
  }

  /**
   * File systems, swap, volumes and arrays on a device, interfaces of it that are up, and virtual
   * functions. Disturbs nobody, and any user may ask.
   */
  public List<Hold> holds(PciDevice device) throws IOException {
    Set<Hold> holds = new LinkedHashSet<>();
    for (Node node : DeviceNodes.of(files, device)) {
      if (node.isBlock()) {
        holds.addAll(onBlockDevice(node, node.name()));
      } else if (node.isNetwork() && isUp(node)) {
        holds.add(
            new Hold(
                "network interface %s, which is up".formatted(node.name()),
                "ip link set %s down".formatted(node.name())));
      }
    }
    if (device.virtualFunctions() > 0) {
      holds.add(
          new Hold(
              "%d virtual functions".formatted(device.virtualFunctions()),
              "echo 0 > /sys/bus/pci/devices/%s/sriov_numvfs".formatted(device.address())));
    }
    return List.copyOf(holds);
  }

  /**
   * The processes that have device files of a device open, and disks that somebody claimed for
   * himself without a trace in sysfs: ZFS, or a mount in another container. Opens disks to find
   * out, which for a moment keeps others from claiming them. Sees everything only as root.
   */
  public List<Hold> users(PciDevice device) throws IOException {
    List<Node> nodes = DeviceNodes.of(files, device);
    List<String> paths =
        Stream.concat(
                nodes.stream().filter(node -> !node.number().isEmpty()).map(Node::devicePath),
                VfioNodes.of(files, device).stream())
            .toList();
    List<Hold> users = new ArrayList<>();
    for (OpenFiles.Holder holder : OpenFiles.holders(files, paths)) {
      users.add(
          new Hold(
              "%s open in process %s (%s)".formatted(holder.file(), holder.pid(), holder.command()),
              "end process %s".formatted(holder.pid())));
    }
    if (users.isEmpty()) {
      nodes.stream()
          .filter(node -> node.isBlock() && !node.isPartition() && !node.number().isEmpty())
          .filter(this::isClaimed)
          .map(
              node ->
                  new Hold(
                      "%s for somebody who claimed it (ZFS, or a mount in a container, say)"
                          .formatted(node.name()),
                      "find who uses %s".formatted(node.devicePath())))
          .forEach(users::add);
    }
    return users;
  }

  /**
   * What is on a disk or partition.
   *
   * @param place how the user knows it: {@code nvme0n1p2, LVM volume vg-home}
   */
  private List<Hold> onBlockDevice(Node node, String place) throws IOException {
    List<Hold> holds = new ArrayList<>();
    mounts
        .on(node.name(), node.number())
        .map(mounted -> hold(mounted, place))
        .ifPresent(holds::add);
    if (mounts.swapsTo(node.name())) {
      holds.add(new Hold("swap space (on %s)".formatted(place), "swapoff " + node.devicePath()));
    }
    for (Path holder : SystemFiles.entries(node.directory().resolve("holders"))) {
      Volume volume = Volume.read(holder);
      List<Hold> onVolume = new ArrayList<>();
      for (Node part : DeviceNodes.disk(holder)) {
        String partition = part.isPartition() ? ", " + part.name() : "";
        onVolume.addAll(onBlockDevice(part, place + ", " + volume.description() + partition));
      }
      holds.addAll(
          onVolume.isEmpty()
              ? List.of(
                  new Hold("%s (on %s)".formatted(volume.description(), place), volume.release()))
              : onVolume);
    }
    return holds;
  }

  private static Hold hold(FileSystem mounted, String place) {
    int others = mounted.otherMounts();
    return new Hold(
        "%s%s (%s on %s)"
            .formatted(
                mounted.mountPoint(),
                others == 0 ? "" : " and %d more mounts".formatted(others),
                mounted.type(),
                place),
        mounted.mountPoint().equals("/")
            ? "boot from another disk"
            : "umount " + mounted.mountPoint());
  }

  private static boolean isUp(Node network) {
    Optional<Integer> flags =
        SystemFiles.text(network.directory().resolve("flags")).map(Integer::decode);
    return flags.filter(value -> (value & INTERFACE_UP) != 0).isPresent();
  }

  private boolean isClaimed(Node disk) {
    Path path = files.path(disk.devicePath());
    if (!Files.exists(path)) {
      return false;
    }
    try {
      Descriptor.open(path, OpenFlag.O_RDONLY, OpenFlag.O_EXCL, OpenFlag.O_NONBLOCK).close();
      return false;
    } catch (ErrnoException e) {
      return e.errno() == Errno.EBUSY;
    }
  }
}
