package dev.orion.pci.vfio;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Hands out I/O virtual addresses, lowest first, so that devices which reach 32 bits only are
 * served as long as possible. Never 0, which reads as "none" in many a command.
 */
final class IovaAllocator {

  /** Addresses that the IOMMU translates: from the first to the last, both included. */
  record Range(long first, long last) {}

  private static final long LOWEST = 1 << 20;

  private final TreeMap<Long, Long> lengthByStart = new TreeMap<>();
  private List<Range> usable = List.of();

  /**
   * Sets what the IOMMU and the attached devices allow. It shrinks when devices are added; what was
   * handed out before stays.
   */
  void setUsable(List<Range> ranges) {
    usable = List.copyOf(ranges);
  }

  List<Range> usable() {
    return usable;
  }

  /** A free stretch, or nothing if there is none. */
  OptionalLong allocate(long lengthBytes, long alignmentBytes) {
    for (Range range : usable) {
      long start = roundUp(Math.max(range.first, LOWEST), alignmentBytes);
      while (start >= 0 && start + lengthBytes - 1 <= range.last && start + lengthBytes > 0) {
        Map.Entry<Long, Long> below = lengthByStart.lowerEntry(start + lengthBytes);
        if (below == null || below.getKey() + below.getValue() <= start) {
          lengthByStart.put(start, lengthBytes);
          return OptionalLong.of(start);
        }
        start = roundUp(below.getKey() + below.getValue(), alignmentBytes);
      }
    }
    return OptionalLong.empty();
  }

  /** Gives back what {@link #allocate} handed out. */
  void release(long start) {
    lengthByStart.remove(start);
  }

  private static long roundUp(long value, long powerOfTwo) {
    return (value + powerOfTwo - 1) & -powerOfTwo;
  }
}
