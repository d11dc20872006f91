package dev.orion.pci;

import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * {@link DmaMemory} carved out of one region that a transport has already made reachable for its
 * devices. First fit over address-ordered free ranges that merge when freed; every allocation is
 * rounded up to 64 bytes, so that no two buffers share a cache line.
 */
public final class DmaRegion implements DmaMemory {

  private static final long GRANULE_BYTES = 64;

  private final String name;
  private final MemorySegment region;
  private final long iovaBase;
  private final TreeMap<Long, Long> freeLengthByOffset = new TreeMap<>();
  private long allocatedBytes;

  /**
   * @param name what to call the region in messages, with what makes it larger: {@code "the lab's
   *     guest memory (--memory)"}
   * @param region the memory, aligned to 64 bytes, a multiple of 64 bytes long
   * @param iovaBase the IOVA of its first byte
   */
  public DmaRegion(String name, MemorySegment region, long iovaBase) {
    this.name = name;
    this.region = region;
    this.iovaBase = iovaBase;
    freeLengthByOffset.put(0L, region.byteSize());
  }

  @Override
  public DmaBuffer allocate(long lengthBytes, long alignmentBytes) {
    return tryAllocate(lengthBytes, alignmentBytes)
        .orElseThrow(
            () ->
                new DmaExhaustedException(
                    "no %d bytes of DMA memory left: %d of %d bytes of %s are in use"
                        .formatted(lengthBytes, allocatedBytes(), region.byteSize(), name)));
  }

  /** As {@link #allocate(long, long)}, but empty if there is no such stretch left. */
  public synchronized Optional<DmaBuffer> tryAllocate(long lengthBytes, long alignmentBytes) {
    if (lengthBytes < 1 || Long.bitCount(alignmentBytes) != 1) {
      throw new IllegalArgumentException(
          "length %d must be positive and alignment %d a power of two"
              .formatted(lengthBytes, alignmentBytes));
    }
    long alignment = Math.max(alignmentBytes, GRANULE_BYTES);
    long length = roundUp(lengthBytes, GRANULE_BYTES);
    for (Map.Entry<Long, Long> free : freeLengthByOffset.entrySet()) {
      long start = free.getKey();
      long offset = roundUp(iovaBase + start, alignment) - iovaBase;
      long end = start + free.getValue();
      if (length > 0 && offset >= start && length <= end - offset) {
        freeLengthByOffset.remove(start);
        putFree(start, offset);
        putFree(offset + length, end);
        allocatedBytes += length;
        MemorySegment segment = region.asSlice(offset, lengthBytes);
        segment.fill((byte) 0);
        return Optional.of(
            new DmaBuffer(segment, iovaBase + offset, () -> release(offset, length)));
      }
    }
    return Optional.empty();
  }

  @Override
  public synchronized long allocatedBytes() {
    return allocatedBytes;
  }

  private synchronized void release(long offset, long length) {
    allocatedBytes -= length;
    long start = offset;
    long end = offset + length;
    Map.Entry<Long, Long> before = freeLengthByOffset.lowerEntry(offset);
    if (before != null && before.getKey() + before.getValue() == start) {
      start = before.getKey();
    }
    Long after = freeLengthByOffset.remove(end);
    if (after != null) {
      end += after;
    }
    putFree(start, end);
  }

  private void putFree(long start, long end) {
    if (end > start) {
      freeLengthByOffset.put(start, end - start);
    }
  }

  private static long roundUp(long value, long powerOfTwo) {
    return (value + powerOfTwo - 1) & -powerOfTwo;
  }
}
