package dev.orion.tools;

import dev.orion.tools.DeviceAddress.FileDevice;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The devices of fio's {@code filename}.
 *
 * @param addresses where they are
 */
record DeviceList(List<DeviceAddress> addresses) {

  /** None. */
  static final DeviceList NONE = new DeviceList(List.of());

  /** White space, or a colon that another address begins after. */
  private static final Pattern BETWEEN =
      Pattern.compile("\\s+|:(?=/|(?:qemu|pci|pci-no-iommu|vfiouser|file|mem):)");

  /**
   * Parses fio's {@code filename}: addresses with white space or colons in between. A path from the
   * root on is a file's or a kernel's device.
   *
   * @throws IllegalArgumentException if one is none
   */
  static DeviceList parse(String text) {
    return new DeviceList(
        Arrays.stream(split(text.strip()))
            .map(
                each ->
                    each.startsWith("/")
                        ? new FileDevice(Path.of(each))
                        : DeviceAddress.parse(each))
            .toList());
  }

  /** A colon after a scheme separates nothing, though a path may follow it. */
  private static String[] split(String text) {
    String marked = text.replaceAll("(^|[\\s:])(file|vfiouser):/", "$1$2:\0/");
    return Arrays.stream(BETWEEN.split(marked, -1))
        .map(each -> each.replace("\0", ""))
        .toArray(String[]::new);
  }
}
