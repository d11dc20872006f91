package dev.orion.pci.vfiouser;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Mapping;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.DmaExhaustedException;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.DmaRegion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Memory that servers map: files without a name, one a chunk, which each server gets the descriptor
 * of. It grows by chunks, in huge pages where the machine has some free, and keeps them until it is
 * closed.
 */
final class VfioUserDmaMemory implements DmaMemory, DmaMessages, AutoCloseable {

  private static final long HUGE_PAGE_BYTES = 2 << 20;
  private static final long FIRST_IOVA = 16 << 20;

  private static final int DMA_MAP_BYTES = 32;
  private static final int DMA_MAP_READ_WRITE = 3;
  private static final int DMA_UNMAP_BYTES = 24;
  private static final int DMA_ACCESS_HEADER_BYTES = 16;

  private record Chunk(
      Arena arena, Descriptor file, MemorySegment memory, long iova, DmaRegion region) {}

  /** Read without a lock: an answer to a server must not wait for a thread that waits for it. */
  private final List<Chunk> chunks = new CopyOnWriteArrayList<>();

  private final List<Connection> servers = new ArrayList<>();
  private long nextIova = FIRST_IOVA;

  @Override
  public synchronized DmaBuffer allocate(long lengthBytes, long alignmentBytes) {
    for (Chunk chunk : chunks) {
      Optional<DmaBuffer> buffer = chunk.region.tryAllocate(lengthBytes, alignmentBytes);
      if (buffer.isPresent()) {
        return buffer.get();
      }
    }
    try {
      return grow(lengthBytes, alignmentBytes).region.allocate(lengthBytes, alignmentBytes);
    } catch (IOException e) {
      throw new DmaExhaustedException("no more DMA memory: " + e.getMessage(), e);
    }
  }

  @Override
  public synchronized long allocatedBytes() {
    return chunks.stream().mapToLong(chunk -> chunk.region.allocatedBytes()).sum();
  }

  /** Makes what there is, and what is to come, known to a server. */
  synchronized void attach(Connection server) throws IOException {
    for (Chunk chunk : chunks) {
      map(chunk, server);
    }
    servers.add(server);
  }

  /** Forgets a server, whose connection is closed. */
  synchronized void detach(Connection server) {
    servers.remove(server);
  }

  private Chunk grow(long lengthBytes, long alignmentBytes) throws IOException {
    Arena arena = Arena.ofShared();
    Descriptor file = null;
    try {
      long fileBytes = roundUp(lengthBytes, HUGE_PAGE_BYTES);
      file = file(fileBytes);
      MemorySegment memory = Mapping.map(file, 0, fileBytes, arena);
      Mapping.advise(memory, Mapping.Advice.MADV_DONTFORK);
      Mapping.advise(memory, Mapping.Advice.MADV_POPULATE_WRITE);
      long iova = roundUp(nextIova, Math.max(alignmentBytes, HUGE_PAGE_BYTES));
      DmaRegion region = new DmaRegion("the DMA memory", memory, iova);
      Chunk chunk = new Chunk(arena, file, memory, iova, region);
      mapEverywhere(chunk);
      nextIova = iova + fileBytes;
      chunks.add(chunk);
      return chunk;
    } catch (IOException | RuntimeException e) {
      arena.close();
      if (file != null) {
        file.close();
      }
      throw e;
    }
  }

  /** A file of zeroes, in huge pages if there are enough. */
  private static Descriptor file(long lengthBytes) throws ErrnoException {
    try {
      Descriptor huge = Descriptor.hugeMemfd("orion-dma", HUGE_PAGE_BYTES);
      try {
        huge.truncate(lengthBytes);
        huge.allocate(0, lengthBytes);
        return huge;
      } catch (ErrnoException e) {
        huge.close();
      }
    } catch (ErrnoException e) {
      // A kernel without them.
    }
    Descriptor ordinary = Descriptor.memfd("orion-dma");
    ordinary.truncate(lengthBytes);
    return ordinary;
  }

  private void mapEverywhere(Chunk chunk) throws IOException {
    List<Connection> mapped = new ArrayList<>();
    try {
      for (Connection server : servers) {
        if (server.failure().isEmpty()) {
          map(chunk, server);
          mapped.add(server);
        }
      }
    } catch (IOException e) {
      for (Connection server : mapped) {
        unmap(chunk, server);
      }
      throw e;
    }
  }

  private static void map(Chunk chunk, Connection server) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment map = arena.allocate(DMA_MAP_BYTES, Long.BYTES);
      map.set(ValueLayout.JAVA_INT, 0, DMA_MAP_BYTES);
      map.set(ValueLayout.JAVA_INT, 4, DMA_MAP_READ_WRITE);
      map.set(ValueLayout.JAVA_LONG, 16, chunk.iova);
      map.set(ValueLayout.JAVA_LONG, 24, chunk.memory.byteSize());
      server.request(VfioUserCommand.DMA_MAP, map, List.of(chunk.file), new ArrayList<>());
    }
  }

  private static void unmap(Chunk chunk, Connection server) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment unmap = arena.allocate(DMA_UNMAP_BYTES, Long.BYTES);
      unmap.set(ValueLayout.JAVA_INT, 0, DMA_UNMAP_BYTES);
      unmap.set(ValueLayout.JAVA_LONG, 8, chunk.iova);
      unmap.set(ValueLayout.JAVA_LONG, 16, chunk.memory.byteSize());
      server.request(VfioUserCommand.DMA_UNMAP, unmap);
    }
  }

  @Override
  public long answer(int command, MemorySegment payload, MemorySegment reply) {
    boolean reads = command == VfioUserCommand.DMA_READ.code();
    if (!reads && command != VfioUserCommand.DMA_WRITE.code()) {
      return -Errno.EOPNOTSUPP;
    }
    if (payload.byteSize() < DMA_ACCESS_HEADER_BYTES) {
      return -Errno.EINVAL;
    }
    long iova = payload.get(ValueLayout.JAVA_LONG, 0);
    long count = payload.get(ValueLayout.JAVA_LONG, 8);
    long room = reads ? Connection.MAX_DATA_BYTES : payload.byteSize() - DMA_ACCESS_HEADER_BYTES;
    if (count < 0 || count > room) {
      return -Errno.EINVAL;
    }
    Optional<MemorySegment> found = find(iova, count);
    if (found.isEmpty()) {
      return -Errno.EFAULT;
    }
    MemorySegment memory = found.get();
    MemorySegment.copy(payload, 0, reply, 0, DMA_ACCESS_HEADER_BYTES);
    if (reads) {
      MemorySegment.copy(memory, 0, reply, DMA_ACCESS_HEADER_BYTES, count);
      return DMA_ACCESS_HEADER_BYTES + count;
    }
    MemorySegment.copy(payload, DMA_ACCESS_HEADER_BYTES, memory, 0, count);
    return DMA_ACCESS_HEADER_BYTES;
  }

  private Optional<MemorySegment> find(long iova, long lengthBytes) {
    for (Chunk chunk : chunks) {
      long offset = iova - chunk.iova;
      if (offset >= 0 && offset <= chunk.memory.byteSize() - lengthBytes) {
        return Optional.of(chunk.memory.asSlice(offset, lengthBytes));
      }
    }
    return Optional.empty();
  }

  private static long roundUp(long value, long powerOfTwo) {
    return (value + powerOfTwo - 1) & -powerOfTwo;
  }

  /** Frees the memory; no server may be connected any more. */
  @Override
  public synchronized void close() throws ErrnoException {
    for (Chunk chunk : chunks) {
      chunk.arena.close();
      chunk.file.close();
    }
    chunks.clear();
  }
}
