package dev.orion.simulation.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.function.IntPredicate;

/** What a model's namespace holds. */
public sealed interface BlockStore {

  /** Its size. */
  long sizeBytes();

  /** Copies from it. */
  void read(long offsetBytes, MemorySegment to);

  /** Copies to it. */
  void write(long offsetBytes, MemorySegment from);

  /** Whether data moves at all. */
  boolean keepsData();

  /** Makes a range read as zeroes. */
  void zero(long offsetBytes, long lengthBytes);

  /** Makes what was written to a range survive a power cut, where it does not anyway. */
  default void persist(long offsetBytes, long lengthBytes) {}

  /** Moves no data: measures what the commands alone cost. */
  record Null(long sizeBytes) implements BlockStore {
    @Override
    public void read(long offsetBytes, MemorySegment to) {}

    @Override
    public void write(long offsetBytes, MemorySegment from) {}

    @Override
    public void zero(long offsetBytes, long lengthBytes) {}

    @Override
    public boolean keepsData() {
      return false;
    }
  }

  /** Keeps data in memory of this process. */
  record Memory(MemorySegment memory) implements BlockStore {
    /** Of a size, zeroed. */
    public static Memory ofBytes(long sizeBytes) {
      return new Memory(Arena.ofAuto().allocate(sizeBytes, 4096));
    }

    @Override
    public long sizeBytes() {
      return memory.byteSize();
    }

    @Override
    public void read(long offsetBytes, MemorySegment to) {
      MemorySegment.copy(memory, offsetBytes, to, 0, to.byteSize());
    }

    @Override
    public void write(long offsetBytes, MemorySegment from) {
      MemorySegment.copy(from, 0, memory, offsetBytes, from.byteSize());
    }

    @Override
    public void zero(long offsetBytes, long lengthBytes) {
      memory.asSlice(offsetBytes, lengthBytes).fill((byte) 0);
    }

    @Override
    public boolean keepsData() {
      return true;
    }
  }

  /**
   * Has a volatile cache: of what was written since it was last persisted, a power cut leaves some
   * blocks and takes others.
   */
  final class Cached implements BlockStore {
    private final int blockSizeBytes;
    private final MemorySegment cache;
    private final MemorySegment medium;
    private final BitSet dirtyBlocks = new BitSet();

    /** Of a size, zeroed. */
    public Cached(long sizeBytes, int blockSizeBytes) {
      this.blockSizeBytes = blockSizeBytes;
      this.cache = MemorySegment.ofArray(new long[(int) (sizeBytes / Long.BYTES)]);
      this.medium = MemorySegment.ofArray(new long[(int) (sizeBytes / Long.BYTES)]);
    }

    /** Forgets the cache, but for the dirty blocks that {@code survives} lets through. */
    public void cutPower(IntPredicate survives) {
      dirtyBlocks.stream()
          .forEach(
              block -> {
                if (survives.test(block)) {
                  copy(block, cache, medium);
                } else {
                  copy(block, medium, cache);
                }
              });
      dirtyBlocks.clear();
    }

    private void copy(int block, MemorySegment from, MemorySegment to) {
      long offset = (long) block * blockSizeBytes;
      MemorySegment.copy(from, offset, to, offset, blockSizeBytes);
    }

    private void dirty(long offsetBytes, long lengthBytes) {
      dirtyBlocks.set(
          (int) (offsetBytes / blockSizeBytes),
          (int) Math.ceilDiv(offsetBytes + lengthBytes, (long) blockSizeBytes));
    }

    @Override
    public long sizeBytes() {
      return cache.byteSize();
    }

    @Override
    public void read(long offsetBytes, MemorySegment to) {
      MemorySegment.copy(cache, offsetBytes, to, 0, to.byteSize());
    }

    @Override
    public void write(long offsetBytes, MemorySegment from) {
      MemorySegment.copy(from, 0, cache, offsetBytes, from.byteSize());
      dirty(offsetBytes, from.byteSize());
    }

    @Override
    public void zero(long offsetBytes, long lengthBytes) {
      cache.asSlice(offsetBytes, lengthBytes).fill((byte) 0);
      dirty(offsetBytes, lengthBytes);
    }

    @Override
    public void persist(long offsetBytes, long lengthBytes) {
      int first = (int) (offsetBytes / blockSizeBytes);
      int end = (int) ((offsetBytes + lengthBytes) / blockSizeBytes);
      for (int block = dirtyBlocks.nextSetBit(first);
          block >= 0 && block < end;
          block = dirtyBlocks.nextSetBit(block + 1)) {
        copy(block, cache, medium);
      }
      dirtyBlocks.clear(first, end);
    }

    @Override
    public boolean keepsData() {
      return true;
    }
  }
}
