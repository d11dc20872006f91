package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.EventDescriptor;
import dev.orion.nativebindings.Ioctl;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_irq_info;
import dev.orion.pci.abi.VfioIrqSet;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/** A VFIO device's interrupts, by their indexes such as {@code VFIO_PCI_MSIX_IRQ_INDEX}. */
final class VfioIrqs {

  private final Descriptor device;

  VfioIrqs(Descriptor device) {
    this.device = device;
  }

  /** Vectors under an index; 0 if the device has none. */
  int count(int index) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = vfio_irq_info.allocate(arena);
      vfio_irq_info.argsz(info, (int) vfio_irq_info.sizeof());
      vfio_irq_info.index(info, index);
      device.ioctl(Ioctl.VFIO_DEVICE_GET_IRQ_INFO, info);
      return vfio_irq_info.count(info);
    } catch (ErrnoException e) {
      return 0; // An index that this kernel or device does not know.
    }
  }

  /** Connects the first vectors of an index with events, in one step: they cannot be added to. */
  void connect(int index, List<EventDescriptor> events) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment numbers = arena.allocate(ValueLayout.JAVA_INT, events.size());
      for (int i = 0; i < events.size(); i++) {
        numbers.setAtIndex(ValueLayout.JAVA_INT, i, events.get(i).descriptor().number());
      }
      int flags = Vfio.VFIO_IRQ_SET_DATA_EVENTFD() | Vfio.VFIO_IRQ_SET_ACTION_TRIGGER();
      device.ioctl(
          Ioctl.VFIO_DEVICE_SET_IRQS,
          VfioIrqSet.of(arena, index, flags, 0, events.size(), numbers));
    }
  }

  /** Unmasks vector 0 of an index, which masks itself when it fires. */
  void unmask(int index) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      int flags = Vfio.VFIO_IRQ_SET_DATA_NONE() | Vfio.VFIO_IRQ_SET_ACTION_UNMASK();
      device.ioctl(
          Ioctl.VFIO_DEVICE_SET_IRQS, VfioIrqSet.of(arena, index, flags, 0, 1, MemorySegment.NULL));
    }
  }
}
