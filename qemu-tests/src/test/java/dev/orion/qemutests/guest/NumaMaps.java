package dev.orion.qemutests.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel says of the pages and NUMA nodes of this process's memory. */
final class NumaMaps {
  private static final Pattern PAGES = Pattern.compile(" N(\\d+)=(\\d+)");
  private static final Pattern PAGE_KIB = Pattern.compile(" kernelpagesize_kB=(\\d+)");

  private NumaMaps() {}

  /** Pages by node of the mapping that an address lies in. */
  static Map<Integer, Long> pagesByNode(long address) throws IOException {
    Map<Integer, Long> pages = new TreeMap<>();
    Matcher node = PAGES.matcher(mapping(address));
    while (node.find()) {
      pages.put(Integer.parseInt(node.group(1)), Long.parseLong(node.group(2)));
    }
    return pages;
  }

  /** Size of a page of the mapping that an address lies in. */
  static long pageBytes(long address) throws IOException {
    Matcher size = PAGE_KIB.matcher(mapping(address));
    if (!size.find()) {
      throw new IOException("no page size for " + Long.toHexString(address));
    }
    return Long.parseLong(size.group(1)) << 10;
  }

  private static String mapping(long address) throws IOException {
    String found = "";
    for (String line : Files.readAllLines(Path.of("/proc/self/numa_maps"))) {
      if (Long.parseUnsignedLong(line.substring(0, line.indexOf(' ')), 16) > address) {
        break;
      }
      found = line;
    }
    return found;
  }
}
