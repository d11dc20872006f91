package dev.orion.simulation.model;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The memory that a model reaches, by I/O virtual address. Belongs to the model's thread. */
public final class DmaSpace {

  private record Window(long iova, MemorySegment memory) {
    boolean contains(long address, long lengthBytes) {
      long offset = address - iova;
      return offset >= 0 && lengthBytes >= 0 && offset <= memory.byteSize() - lengthBytes;
    }
  }

  private final List<Window> windows = new ArrayList<>();
  private @Nullable Window last;

  /** A space without memory. */
  public DmaSpace() {}

  /** Adds memory. */
  public void map(long iova, MemorySegment memory) {
    windows.add(new Window(iova, memory));
  }

  /** Removes the memory that starts there. */
  public void unmap(long iova) {
    last = null;
    windows.removeIf(window -> window.iova == iova);
  }

  /** Removes all memory. */
  public void clear() {
    last = null;
    windows.clear();
  }

  /** Memory at an address; null if not all of it is mapped. */
  @Nullable MemorySegment find(long iova, long lengthBytes) {
    Window window = last;
    if (window == null || !window.contains(iova, lengthBytes)) {
      window = null;
      for (Window each : windows) {
        if (each.contains(iova, lengthBytes)) {
          window = each;
        }
      }
      if (window == null) {
        return null;
      }
      last = window;
    }
    return window.memory.asSlice(iova - window.iova, lengthBytes);
  }
}
