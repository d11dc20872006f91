package dev.orion.simulation.model;

import dev.orion.pci.Bar;
import dev.orion.pci.ConfigSpace;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.DmaRegion;
import dev.orion.pci.InterruptKind;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.MappedRegisters;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciFunction;
import dev.orion.pci.Registers;
import dev.orion.pci.RemoteRegisters;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * A {@link ModelController} as a PCI function in its driver's own thread: it works when {@link
 * #step} is called, and whenever the driver lets time pass. It has no interrupts.
 */
public final class InProcessModel implements PciFunction, RemoteRegisters.Carrier, NanoClock {

  private static final long IOVA = 1 << 20;
  private static final int BUFFER_BAR = 2;
  private static final long BUFFER_BYTES = 64 << 10;

  private final MemorySegment doorbells =
      Arena.ofAuto().allocate(ModelController.DOORBELL_BYTES, 4096);
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER_BYTES, 4096);
  private final DmaSpace space = new DmaSpace();
  private final DmaRegion dma;
  private final ModelConfigSpace config = new ModelConfigSpace();
  private final ModelController controller;

  /**
   * A controller after power-on.
   *
   * @param dmaBytes memory that it shares with its driver
   */
  public InProcessModel(BlockStore store, int blockSizeBytes, long dmaBytes) {
    MemorySegment memory = Arena.ofAuto().allocate(dmaBytes, 4096);
    space.map(IOVA, memory);
    dma = new DmaRegion("the model's memory", memory, IOVA);
    controller = new ModelController(space, doorbells, buffer, store, blockSizeBytes, _ -> {});
  }

  /** The controller memory buffer. */
  public MemorySegment buffer() {
    return buffer;
  }

  /** The controller itself, to set faults. */
  public ModelController controller() {
    return controller;
  }

  /** Has the controller do what there is to do; returns how many commands it took. */
  public int step() {
    return controller.step();
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public void pause(long nanos) {
    step();
  }

  @Override
  public String name() {
    return "model";
  }

  @Override
  public ConfigSpace config() {
    return new ConfigSpace() {
      @Override
      public int lengthBytes() {
        return ModelConfigSpace.LENGTH_BYTES;
      }

      @Override
      public int read32(int offset) {
        return config.read(offset, 4);
      }

      @Override
      public void write32(int offset, int value) {
        config.write(offset, 4, value);
      }

      @Override
      public void write16(int offset, int value) {
        config.write(offset, 2, value);
      }
    };
  }

  @Override
  public List<Bar> bars() {
    return List.of(
        new Bar(0, ModelConfigSpace.BAR0_BYTES, true, false),
        new Bar(BUFFER_BAR, BUFFER_BYTES, true, true));
  }

  @Override
  public Registers map(int bar, long offsetBytes, long lengthBytes) throws IOException {
    Bar.checkWindow(name(), bars(), bar, offsetBytes, lengthBytes);
    if (bar == BUFFER_BAR) {
      return new MappedRegisters(buffer.asSlice(offsetBytes, lengthBytes));
    }
    long inDoorbells = offsetBytes - ModelController.REGISTER_BYTES;
    return inDoorbells >= 0 && inDoorbells + lengthBytes <= ModelController.DOORBELL_BYTES
        ? new MappedRegisters(doorbells.asSlice(inDoorbells, lengthBytes))
        : new RemoteRegisters(this, offsetBytes, lengthBytes);
  }

  @Override
  public long read(long address, int widthBytes) {
    return controller.read(address);
  }

  @Override
  public void write(long address, int widthBytes, long value) {
    controller.write(address, value);
  }

  @Override
  public DmaMemory dma() {
    return dma;
  }

  @Override
  public void setBusMaster(boolean enabled) {}

  @Override
  public int interruptCount(InterruptKind kind) {
    return 0;
  }

  @Override
  public List<InterruptVector> enableInterrupts(InterruptKind kind, int count) throws IOException {
    throw new IOException("the model in its driver's thread has no interrupts");
  }

  @Override
  public void reset() {
    controller.reset();
  }

  @Override
  public Optional<String> goneReason() {
    return Optional.empty();
  }

  @Override
  public void close() {
    controller.reset();
  }
}
