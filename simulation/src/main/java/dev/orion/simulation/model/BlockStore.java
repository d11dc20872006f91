package dev.orion.simulation.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

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

  /** Moves no data: measures what the commands alone cost. */
  record Null(long sizeBytes) implements BlockStore {
    @Override
    public void read(long offsetBytes, MemorySegment to) {}

    @Override
    public void write(long offsetBytes, MemorySegment from) {}

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
    public boolean keepsData() {
      return true;
    }
  }
}
