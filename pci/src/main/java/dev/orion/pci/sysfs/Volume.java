package dev.orion.pci.sysfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A block device that the kernel made of others.
 *
 * @param description its kind and name: {@code LVM volume vg-home}
 * @param release the command that takes it apart
 */
record Volume(String description, String release) {

  /**
   * Reads what it is.
   *
   * @param directory its directory in sysfs
   */
  static Volume read(Path directory) throws IOException {
    String kernelName = directory.getFileName().toString();
    if (Files.exists(directory.resolve("dm"))) {
      return deviceMapper(
          Files.readString(directory.resolve("dm/name")).strip(),
          Files.readString(directory.resolve("dm/uuid")).strip());
    }
    if (Files.exists(directory.resolve("md"))) {
      return new Volume("RAID array " + kernelName, "mdadm --stop /dev/" + kernelName);
    }
    return new Volume("block device " + kernelName, "stop " + kernelName);
  }

  /** The tools that use device-mapper mark what is theirs at the beginning of the UUID. */
  private static Volume deviceMapper(String name, String uuid) {
    int end = uuid.indexOf('-');
    return switch (end < 0 ? "" : uuid.substring(0, end)) {
      case "LVM" -> new Volume("LVM volume " + name, "lvchange -an /dev/mapper/" + name);
      case "CRYPT" -> new Volume("encrypted volume " + name, "cryptsetup close " + name);
      case "mpath" -> new Volume("multipath device " + name, "multipath -f " + name);
      default -> new Volume("device-mapper volume " + name, "dmsetup remove " + name);
    };
  }
}
