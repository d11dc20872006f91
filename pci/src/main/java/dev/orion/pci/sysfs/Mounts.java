package dev.orion.pci.sysfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What is mounted, and what is swapped to, as {@code /proc} of this process tells. */
final class Mounts {
  /** Number of the device, mount point, type and source in a line of mountinfo, see proc(5). */
  private static final Pattern LINE =
      Pattern.compile("^\\d+ \\d+ (\\S+) \\S+ (\\S+) .*?- (\\S+) (\\S+)");

  private static final Pattern OCTAL = Pattern.compile("\\\\([0-7]{3})");

  private final SystemFiles files;
  private final List<Mount> mounts;
  private final Set<String> swapDevices;

  private record Mount(String deviceNumber, String mountPoint, String type, String source) {}

  /** A mounted file system. */
  record FileSystem(String mountPoint, String type, int otherMounts) {}

  private Mounts(SystemFiles files, List<Mount> mounts, Set<String> swapDevices) {
    this.files = files;
    this.mounts = mounts;
    this.swapDevices = swapDevices;
  }

  static Mounts read(SystemFiles files) throws IOException {
    List<Mount> mounts;
    try (Stream<String> lines = Files.lines(files.path("/proc/self/mountinfo"))) {
      mounts = lines.map(Mounts::mount).flatMap(Optional::stream).toList();
    }
    Set<String> swapDevices = new HashSet<>();
    // A kernel without swap has no such file.
    for (String line : SystemFiles.text(files.path("/proc/swaps")).orElse("").lines().toList()) {
      String name = unescape(line.split("\\s+", 2)[0]);
      if (name.startsWith("/dev/")) {
        swapDevices.add(nodeName(files, name));
      }
    }
    return new Mounts(files, mounts, swapDevices);
  }

  /**
   * The file system that is mounted from a block device, by its shortest mount point.
   *
   * @param name the device's name in sysfs
   * @param deviceNumber its major and minor number
   */
  Optional<FileSystem> on(String name, String deviceNumber) {
    Set<String> names = withBtrfsSiblings(name);
    List<Mount> found =
        mounts.stream()
            .filter(
                mount ->
                    mount.deviceNumber.equals(deviceNumber)
                        || (mount.source.startsWith("/dev/")
                            && names.contains(nodeName(files, mount.source))))
            .sorted(Comparator.comparingInt(mount -> mount.mountPoint.length()))
            .toList();
    return found.stream()
        .findFirst()
        .map(first -> new FileSystem(first.mountPoint, first.type, found.size() - 1));
  }

  boolean swapsTo(String name) {
    return swapDevices.contains(name);
  }

  /** Btrfs mounts have a device number of their own and name only one of several devices. */
  private Set<String> withBtrfsSiblings(String name) {
    Set<String> names = new HashSet<>(Set.of(name));
    for (Path fileSystem : SystemFiles.entries(files.path("/sys/fs/btrfs"))) {
      if (Files.exists(fileSystem.resolve("devices").resolve(name))) {
        SystemFiles.entries(fileSystem.resolve("devices"))
            .forEach(device -> names.add(device.getFileName().toString()));
      }
    }
    return names;
  }

  private static Optional<Mount> mount(String line) {
    Matcher fields = LINE.matcher(line);
    return fields.find()
        ? Optional.of(
            new Mount(
                fields.group(1),
                unescape(fields.group(2)),
                fields.group(3),
                unescape(fields.group(4))))
        : Optional.empty();
  }

  /** The kernel's name of a device node: {@code /dev/mapper/vg-home} is {@code dm-0}. */
  private static String nodeName(SystemFiles files, String node) {
    Path path = files.path(node);
    try {
      path = path.toRealPath();
    } catch (IOException e) {
      // a name that is gone, or never was one: as it stands
    }
    return path.getFileName().toString();
  }

  private static String unescape(String text) {
    return OCTAL
        .matcher(text)
        .replaceAll(
            match -> Matcher.quoteReplacement("" + (char) Integer.parseInt(match.group(1), 8)));
  }
}
