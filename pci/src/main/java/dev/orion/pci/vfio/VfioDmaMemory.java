package dev.orion.pci.vfio;

import dev.orion.nativebindings.CpuAffinity;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Mapping;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.DmaRegion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * The DMA memory of a domain. It grows by chunks, in huge pages where the machine has some free,
 * and keeps them until it is closed.
 */
final class VfioDmaMemory implements DmaMemory, AutoCloseable {

  private static final long SMALL_HUGE_PAGE_BYTES = 2L << 20;
  private static final long LARGE_HUGE_PAGE_BYTES = 1L << 30;

  private record Chunk(Arena arena, DmaRegion region) {}

  private final IoAddressSpace space;
  private final List<Chunk> chunks = new ArrayList<>();
  private BitSet nearCpus = new BitSet();

  VfioDmaMemory(IoAddressSpace space) {
    this.space = space;
  }

  /** From now on memory comes from the NUMA node of these CPUs. */
  synchronized void placeNear(BitSet cpus) {
    nearCpus = cpus;
  }

  @Override
  public synchronized DmaBuffer allocate(long lengthBytes, long alignmentBytes) {
    for (Chunk chunk : chunks) {
      Optional<DmaBuffer> buffer = chunk.region.tryAllocate(lengthBytes, alignmentBytes);
      if (buffer.isPresent()) {
        return buffer.get();
      }
    }
    try {
      return grow(Math.max(lengthBytes, alignmentBytes))
          .region
          .allocate(lengthBytes, alignmentBytes);
    } catch (IOException e) {
      throw VfioErrors.exhausted(e);
    }
  }

  @Override
  public synchronized long allocatedBytes() {
    return chunks.stream().mapToLong(chunk -> chunk.region.allocatedBytes()).sum();
  }

  private Chunk grow(long lengthBytes) throws IOException {
    Arena arena = Arena.ofShared();
    try {
      MemorySegment memory = pages(lengthBytes, arena);
      Mapping.advise(memory, Mapping.Advice.MADV_DONTFORK);
      populate(memory);
      long alignment = Math.min(Long.highestOneBit(memory.byteSize()), LARGE_HUGE_PAGE_BYTES);
      long iova = space.map(memory, alignment);
      Chunk chunk = new Chunk(arena, new DmaRegion("the DMA memory", memory, iova));
      chunks.add(chunk);
      return chunk;
    } catch (IOException | RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static MemorySegment pages(long lengthBytes, Arena arena) throws IOException {
    if (lengthBytes >= LARGE_HUGE_PAGE_BYTES) {
      Optional<MemorySegment> large = hugePages(lengthBytes, LARGE_HUGE_PAGE_BYTES, arena);
      if (large.isPresent()) {
        return large.get();
      }
    }
    Optional<MemorySegment> small = hugePages(lengthBytes, SMALL_HUGE_PAGE_BYTES, arena);
    return small.isPresent() ? small.get() : ordinaryPages(lengthBytes, arena);
  }

  private static Optional<MemorySegment> hugePages(long lengthBytes, long pageBytes, Arena arena)
      throws IOException {
    try {
      return Optional.of(Mapping.anonymousHuge(roundUp(lengthBytes, pageBytes), pageBytes, arena));
    } catch (ErrnoException e) {
      if (e.errno() == Errno.ENOMEM || e.errno() == Errno.EINVAL) {
        return Optional.empty(); // None free, or no such size.
      }
      throw e;
    }
  }

  /** Aligned as huge pages are, so that the kernel may use some of its own accord. */
  private static MemorySegment ordinaryPages(long lengthBytes, Arena arena) throws IOException {
    long length = roundUp(lengthBytes, SMALL_HUGE_PAGE_BYTES);
    MemorySegment roomy = Mapping.anonymous(length + SMALL_HUGE_PAGE_BYTES, arena);
    long start = roundUp(roomy.address(), SMALL_HUGE_PAGE_BYTES) - roomy.address();
    MemorySegment memory = roomy.asSlice(start, length);
    try {
      Mapping.advise(memory, Mapping.Advice.MADV_HUGEPAGE);
    } catch (ErrnoException e) {
      // A kernel without transparent huge pages: ordinary ones then.
    }
    return memory;
  }

  /**
   * Touches the pages from a CPU that the memory shall be near to: that is where they come from.
   */
  private void populate(MemorySegment memory) throws IOException {
    if (nearCpus.isEmpty() || Thread.currentThread().isVirtual()) {
      Mapping.advise(memory, Mapping.Advice.MADV_POPULATE_WRITE);
      return;
    }
    BitSet before = CpuAffinity.allowedCpus();
    CpuAffinity.allow(nearCpus);
    try {
      Mapping.advise(memory, Mapping.Advice.MADV_POPULATE_WRITE);
    } finally {
      CpuAffinity.allow(before);
    }
  }

  private static long roundUp(long value, long powerOfTwo) {
    return (value + powerOfTwo - 1) & -powerOfTwo;
  }

  /** Frees the memory, which must be out of the devices' reach: the address space is closed. */
  @Override
  public synchronized void close() {
    chunks.forEach(chunk -> chunk.arena.close());
    chunks.clear();
  }
}
