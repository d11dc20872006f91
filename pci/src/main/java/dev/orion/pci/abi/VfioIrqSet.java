package dev.orion.pci.abi;

import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_irq_set;
import dev.orion.pci.InterruptKind;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Requests of {@code VFIO_DEVICE_SET_IRQS}. */
public final class VfioIrqSet {

  private VfioIrqSet() {}

  /** The index of the interrupts of a kind. */
  public static int index(InterruptKind kind) {
    return switch (kind) {
      case INTX -> Vfio.VFIO_PCI_INTX_IRQ_INDEX();
      case MSI -> Vfio.VFIO_PCI_MSI_IRQ_INDEX();
      case MSI_X -> Vfio.VFIO_PCI_MSIX_IRQ_INDEX();
    };
  }

  /**
   * A request.
   *
   * @param flags what to do, and what the data is
   * @param start the first vector
   * @param data follows the header
   */
  public static MemorySegment of(
      Arena arena, int index, int flags, int start, int count, MemorySegment data) {
    long headerBytes = vfio_irq_set.sizeof();
    MemorySegment set = arena.allocate(headerBytes + data.byteSize(), Integer.BYTES);
    vfio_irq_set.argsz(set, (int) set.byteSize());
    vfio_irq_set.flags(set, flags);
    vfio_irq_set.index(set, index);
    vfio_irq_set.start(set, start);
    vfio_irq_set.count(set, count);
    MemorySegment.copy(data, 0, set, headerBytes, data.byteSize());
    return set;
  }
}
