package dev.orion.block;

import dev.orion.block.Geometry.Capability;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.HostMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device whose blocks are off-heap memory. They read as zeroes at first and are gone when it
 * closes. It serves any {@link DmaMemory}'s buffers; requests of different threads on the same
 * block race as plain memory does.
 */
public final class MemoryBlockDevice implements BlockDevice {

  private final String name;
  private final Geometry geometry;
  private final DmaMemory dma = new HostMemory();
  private final Arena arena = Arena.ofShared();
  private final MemorySegment blocks;
  private boolean closed;

  /**
   * A device that knows every operation of a conventional device.
   *
   * @param name what to call it in messages
   * @param sizeBytes its size, a multiple of the block size
   * @param blockSizeBytes length of a block, a power of two, at least 512
   */
  public MemoryBlockDevice(String name, long sizeBytes, int blockSizeBytes) {
    this(name, geometry(name, sizeBytes, blockSizeBytes));
  }

  /**
   * A device of this geometry, for those who need one that lacks an ability or likes larger I/O.
   *
   * @param geometry one without zones; its largest transfer is no limit here
   */
  public MemoryBlockDevice(String name, Geometry geometry) {
    if (geometry.zones() != null) {
      throw new IllegalArgumentException(name + ": a memory device has no zones");
    }
    this.name = name;
    this.geometry = geometry;
    blocks = arena.allocate(geometry.capacityBytes(), geometry.blockSizeBytes());
  }

  private static Geometry geometry(String name, long sizeBytes, int blockSizeBytes) {
    if (blockSizeBytes < 1 || sizeBytes % blockSizeBytes != 0) {
      throw new IllegalArgumentException(
          "%s: %d bytes are no multiple of the block size %d"
              .formatted(name, sizeBytes, blockSizeBytes));
    }
    return Geometry.conventional(
        blockSizeBytes,
        sizeBytes / blockSizeBytes,
        Integer.MAX_VALUE / blockSizeBytes,
        Set.of(Capability.values()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Geometry geometry() {
    return geometry;
  }

  @Override
  public DmaMemory dma() {
    return dma;
  }

  @Override
  public BlockQueue openQueue(int depth) {
    return new Queue(depth);
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      arena.close();
    }
  }

  private final class Queue extends InlineQueue {

    Queue(int depth) {
      super(name, geometry, depth);
    }

    @Override
    @Nullable BlockException execute(BlockRequest request) {
      MemorySegment blocks = MemoryBlockDevice.this.blocks;
      long position = request.block() * geometry.blockSizeBytes();
      switch (request.operation()) {
        case READ -> {
          for (int i = 0; i < request.segmentCount(); i++) {
            long length = request.segmentLengthBytes(i);
            MemorySegment.copy(
                blocks,
                position,
                request.segmentBuffer(i).segment(),
                request.segmentOffsetBytes(i),
                length);
            position += length;
          }
        }
        case WRITE -> {
          for (int i = 0; i < request.segmentCount(); i++) {
            long length = request.segmentLengthBytes(i);
            MemorySegment.copy(
                request.segmentBuffer(i).segment(),
                request.segmentOffsetBytes(i),
                blocks,
                position,
                length);
            position += length;
          }
        }
        case DISCARD, WRITE_ZEROES ->
            blocks
                .asSlice(position, request.blockCount() * geometry.blockSizeBytes())
                .fill((byte) 0);
        case FLUSH -> {}
        default -> throw new IllegalStateException(request + " passed the geometry's check");
      }
      return null;
    }
  }
}
