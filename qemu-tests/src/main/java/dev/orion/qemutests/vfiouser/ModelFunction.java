package dev.orion.qemutests.vfiouser;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.EventDescriptor;
import dev.orion.nativebindings.Mapping;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.DmaSpace;
import dev.orion.simulation.model.ModelConfigSpace;
import dev.orion.simulation.model.ModelController;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The model as a PCI function with two regions: BAR 0, whose doorbells can be mapped, and config.
 */
final class ModelFunction implements AutoCloseable {

  static final int BAR0 = 0;
  static final int CONFIG = 7;
  static final int REGIONS = 9;
  static final int MSIX = 2;
  static final int IRQS = 5;

  final DmaSpace dma = new DmaSpace();
  final Descriptor doorbellFile;
  final ModelController controller;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment doorbells;
  private final Map<Long, Arena> dmaArenas = new HashMap<>();
  private final @Nullable EventDescriptor[] events = new EventDescriptor[ModelConfigSpace.VECTORS];
  private ModelConfigSpace config = new ModelConfigSpace();

  ModelFunction(BlockStore store, int blockSizeBytes) throws ErrnoException {
    doorbellFile = Descriptor.memfd("model-bar0");
    doorbellFile.truncate(ModelConfigSpace.BAR0_BYTES);
    MemorySegment bar = Mapping.map(doorbellFile, 0, ModelConfigSpace.BAR0_BYTES, arena);
    doorbells = bar.asSlice(ModelController.REGISTER_BYTES, ModelController.DOORBELL_BYTES);
    controller = new ModelController(dma, doorbells, store, blockSizeBytes, this::interrupt);
  }

  private void interrupt(int vector) {
    EventDescriptor event = events[vector];
    if (event != null) {
      try {
        event.signal();
      } catch (ErrnoException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static long regionBytes(int region) {
    return switch (region) {
      case BAR0 -> ModelConfigSpace.BAR0_BYTES;
      case CONFIG -> ModelConfigSpace.LENGTH_BYTES;
      default -> 0;
    };
  }

  long read(int region, long offset, int widthBytes) {
    if (region == CONFIG) {
      return Integer.toUnsignedLong(config.read((int) offset, widthBytes));
    }
    if (offset < ModelController.REGISTER_BYTES) {
      long low = controller.read(offset);
      return widthBytes == 4 ? low & 0xffff_ffffL : low;
    }
    return 0;
  }

  void write(int region, long offset, int widthBytes, long value) {
    if (region == CONFIG) {
      config.write((int) offset, widthBytes, (int) value);
    } else if (offset < ModelController.REGISTER_BYTES) {
      controller.write(offset, value);
    } else if (offset < ModelController.REGISTER_BYTES + ModelController.DOORBELL_BYTES) {
      doorbells.set(ValueLayout.JAVA_INT, offset - ModelController.REGISTER_BYTES, (int) value);
    }
  }

  /** Maps memory of the client's. */
  void map(long iova, long lengthBytes, Descriptor file, long offset) throws ErrnoException {
    Arena mapping = Arena.ofShared();
    try {
      dma.map(iova, Mapping.map(file, offset, lengthBytes, mapping));
      dmaArenas.put(iova, mapping);
    } catch (ErrnoException | RuntimeException e) {
      mapping.close();
      throw e;
    }
  }

  void unmap(long iova) {
    dma.unmap(iova);
    Arena mapping = dmaArenas.remove(iova);
    if (mapping != null) {
      mapping.close();
    }
  }

  /** Has a vector fire this event from now on, or none. */
  void connect(int vector, @Nullable Descriptor event) throws ErrnoException {
    EventDescriptor before = events[vector];
    if (before != null) {
      before.close();
    }
    events[vector] = event == null ? null : EventDescriptor.adopt(event);
  }

  /** As after power-on, with no client. */
  void reset() throws ErrnoException {
    controller.reset();
    config = new ModelConfigSpace();
    for (int i = 0; i < events.length; i++) {
      connect(i, null);
    }
  }

  /** Lets go of the client's memory. */
  void forget() throws ErrnoException {
    reset();
    dma.clear();
    dmaArenas.values().forEach(Arena::close);
    dmaArenas.clear();
  }

  @Override
  public void close() throws ErrnoException {
    forget();
    arena.close();
    doorbellFile.close();
  }
}
