package dev.orion.pci;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory for devices that this process serves itself, such as files: plain off-heap memory whose
 * IOVA is its address. No PCI device can reach it.
 */
public final class HostMemory implements DmaMemory {

  private final AtomicLong allocatedBytes = new AtomicLong();

  /** Memory with nothing allocated yet. */
  public HostMemory() {}

  @Override
  public DmaBuffer allocate(long lengthBytes, long alignmentBytes) {
    if (lengthBytes < 1 || Long.bitCount(alignmentBytes) != 1) {
      throw new IllegalArgumentException(
          "length %d must be positive and alignment %d a power of two"
              .formatted(lengthBytes, alignmentBytes));
    }
    Arena arena = Arena.ofShared();
    MemorySegment segment;
    try {
      segment = arena.allocate(lengthBytes, alignmentBytes);
    } catch (OutOfMemoryError e) {
      arena.close();
      throw new DmaExhaustedException(
          "no %d bytes of memory left: %s".formatted(lengthBytes, e.getMessage()));
    }
    allocatedBytes.addAndGet(lengthBytes);
    return new DmaBuffer(
        segment,
        segment.address(),
        () -> {
          allocatedBytes.addAndGet(-lengthBytes);
          arena.close();
        });
  }

  @Override
  public long allocatedBytes() {
    return allocatedBytes.get();
  }
}
