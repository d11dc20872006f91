package dev.orion.pci.sysfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel made of a PCI function: disks and their partitions, network interfaces... */
final class DeviceNodes {
  private static final Pattern NVME_PATH = Pattern.compile("nvme(\\d+)c\\d+(n\\d+)");

  private DeviceNodes() {}

  /**
   * A class device of the kernel.
   *
   * @param directory its directory in sysfs
   * @param subsystem its class: {@code block}, {@code net}
   */
  record Node(Path directory, String subsystem) {
    String name() {
      return directory.getFileName().toString();
    }

    /** Major and minor number; empty for what has no file in {@code /dev}. */
    String number() {
      return SystemFiles.text(directory.resolve("dev")).orElse("");
    }

    /** Its file. */
    String devicePath() {
      return "/dev/"
          + SystemFiles.text(directory.resolve("uevent"))
              .orElse("")
              .lines()
              .filter(line -> line.startsWith("DEVNAME="))
              .map(line -> line.substring("DEVNAME=".length()))
              .findFirst()
              .orElse(name());
    }

    boolean isBlock() {
      return subsystem.equals("block");
    }

    boolean isNetwork() {
      return subsystem.equals("net");
    }

    boolean isPartition() {
      return Files.exists(directory.resolve("partition"));
    }
  }

  /**
   * Everything below a function. Of a namespace with several paths (nvme0c1n1), too, the device
   * that stands for all of them (nvme0n1).
   */
  static List<Node> of(SystemFiles files, PciDevice device) throws IOException {
    List<Node> nodes = new ArrayList<>();
    collect(device.directory().toRealPath(), nodes);
    for (Node node : List.copyOf(nodes)) {
      Matcher path = NVME_PATH.matcher(node.name());
      if (path.matches()) {
        Path head = files.path("/sys/class/block/nvme" + path.group(1) + path.group(2));
        if (Files.exists(head)) {
          collectSelfAndBelow(head.toRealPath(), nodes);
        }
      }
    }
    return nodes;
  }

  /** A block device and its partitions. */
  static List<Node> disk(Path directory) throws IOException {
    List<Node> nodes = new ArrayList<>();
    collectSelfAndBelow(directory.toRealPath(), nodes);
    return nodes;
  }

  private static void collectSelfAndBelow(Path directory, List<Node> nodes) throws IOException {
    SystemFiles.linkName(directory.resolve("subsystem"))
        .map(subsystem -> new Node(directory, subsystem))
        .filter(node -> node.isBlock() || node.isNetwork() || !node.number().isEmpty())
        .ifPresent(nodes::add);
    collect(directory, nodes);
  }

  private static void collect(Path directory, List<Node> nodes) throws IOException {
    for (Path entry : SystemFiles.entries(directory)) {
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        collectSelfAndBelow(entry, nodes);
      }
    }
  }
}
