package dev.orion.simulation.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory that the PRPs of a command describe, as a controller finds it (NVMe Base 4.1.1). */
final class PrpPages {

  private static final int PAGE_BYTES = 4096;
  private static final long PAGE_MASK = PAGE_BYTES - 1;

  private PrpPages() {}

  /** Bytes from {@code prp1} to the end of its page, of {@code lengthBytes} at the most. */
  static long firstBytes(long prp1, long lengthBytes) {
    return Math.min(lengthBytes, PAGE_BYTES - (prp1 & PAGE_MASK));
  }

  /** The pieces in order; null if one cannot be reached or is not where a page begins. */
  static @Nullable List<MemorySegment> of(DmaSpace dma, long prp1, long prp2, long lengthBytes) {
    List<MemorySegment> pieces = new ArrayList<>();
    long left = lengthBytes - firstBytes(prp1, lengthBytes);
    if (!add(pieces, dma, prp1, lengthBytes - left)) {
      return null;
    }
    if (left <= PAGE_BYTES) {
      return left == 0 || add(pieces, dma, prp2, left) ? pieces : null;
    }
    long list = prp2;
    while (left > 0) {
      MemorySegment pointer = dma.find(list, Long.BYTES);
      if (pointer == null) {
        return null;
      }
      long page = pointer.get(ValueLayout.JAVA_LONG, 0);
      boolean isLast = (list & PAGE_MASK) == PAGE_BYTES - Long.BYTES;
      if (isLast && left > PAGE_BYTES) {
        list = page; // The last entry of a full list page leads to the next.
        continue;
      }
      long length = Math.min(left, PAGE_BYTES);
      if ((page & PAGE_MASK) != 0 || !add(pieces, dma, page, length)) {
        return null;
      }
      left -= length;
      list += Long.BYTES;
    }
    return pieces;
  }

  private static boolean add(
      List<MemorySegment> pieces, DmaSpace dma, long iova, long lengthBytes) {
    MemorySegment memory = dma.find(iova, lengthBytes);
    return memory != null && pieces.add(memory);
  }
}
