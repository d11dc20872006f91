package dev.orion.pci.vfiouser;

import dev.orion.nativebindings.EventDescriptor;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_irq_info;
import dev.orion.pci.abi.VfioIrqSet;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** A function's interrupts, by their indexes such as {@code VFIO_PCI_MSIX_IRQ_INDEX}. */
final class Irqs {

  private final Connection connection;

  Irqs(Connection connection) {
    this.connection = connection;
  }

  /** Vectors under an index; 0 if the function has none. */
  int count(int index) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = vfio_irq_info.allocate(arena);
      vfio_irq_info.argsz(request, (int) vfio_irq_info.sizeof());
      vfio_irq_info.index(request, index);
      MemorySegment info = connection.request(VfioUserCommand.DEVICE_GET_IRQ_INFO, request);
      return info.byteSize() < vfio_irq_info.sizeof() ? 0 : vfio_irq_info.count(info);
    } catch (IOException e) {
      return 0; // An index that the server does not know, or no server any more.
    }
  }

  /** Connects a vector with an event. One at a time: servers differ in how many they take. */
  void connect(int index, int vector, EventDescriptor event) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int flags = Vfio.VFIO_IRQ_SET_DATA_EVENTFD() | Vfio.VFIO_IRQ_SET_ACTION_TRIGGER();
      connection.request(
          VfioUserCommand.DEVICE_SET_IRQS,
          VfioIrqSet.of(arena, index, flags, vector, 1, MemorySegment.NULL),
          List.of(event.descriptor()),
          new ArrayList<>());
    }
  }

  /** Unmasks vector 0 of an index. */
  void unmask(int index) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int flags = Vfio.VFIO_IRQ_SET_DATA_NONE() | Vfio.VFIO_IRQ_SET_ACTION_UNMASK();
      connection.request(
          VfioUserCommand.DEVICE_SET_IRQS,
          VfioIrqSet.of(arena, index, flags, 0, 1, MemorySegment.NULL));
    }
  }
}
