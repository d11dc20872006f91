package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Ioctl;
import dev.orion.nativebindings.generated.vfio.vfio_pci_dependent_device;
import dev.orion.nativebindings.generated.vfio.vfio_pci_hot_reset;
import dev.orion.nativebindings.generated.vfio.vfio_pci_hot_reset_info;
import dev.orion.pci.PciAddress;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/** The reset of a whole slot or bus (VFIO_DEVICE_PCI_HOT_RESET). */
final class HotReset {

  private static final int MAX_DEVICES = 256;

  private HotReset() {}

  /**
   * @param ownershipProofs the groups of the devices that this process owns; none where the kernel
   *     knows by itself
   */
  static void run(VfioFunction function, List<Descriptor> ownershipProofs) throws IOException {
    function.setBusMaster(false);
    try (Arena arena = Arena.ofConfined()) {
      long header = vfio_pci_hot_reset.sizeof();
      MemorySegment reset =
          arena.allocate(header + (long) ownershipProofs.size() * Integer.BYTES, Integer.BYTES);
      vfio_pci_hot_reset.argsz(reset, (int) reset.byteSize());
      vfio_pci_hot_reset.count(reset, ownershipProofs.size());
      for (int i = 0; i < ownershipProofs.size(); i++) {
        reset.set(
            ValueLayout.JAVA_INT,
            header + (long) i * Integer.BYTES,
            ownershipProofs.get(i).number());
      }
      function.descriptor().ioctl(Ioctl.VFIO_DEVICE_PCI_HOT_RESET, reset);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EINVAL || e.errno() == Errno.EPERM || e.errno() == Errno.EBUSY) {
        throw new IOException(
            "%s: a hot reset would take along devices that are not open here: %s"
                .formatted(function.name(), affected(function)),
            e);
      }
      throw new IOException(
          "%s cannot be hot reset: %s".formatted(function.name(), e.getMessage()), e);
    }
  }

  /** The functions that a hot reset resets. */
  private static List<PciAddress> affected(VfioFunction function) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      long header = vfio_pci_hot_reset_info.sizeof();
      MemorySegment info =
          arena.allocate(header + MAX_DEVICES * vfio_pci_dependent_device.sizeof(), Integer.BYTES);
      vfio_pci_hot_reset_info.argsz(info, (int) info.byteSize());
      function.descriptor().ioctl(Ioctl.VFIO_DEVICE_GET_PCI_HOT_RESET_INFO, info);
      List<PciAddress> found = new ArrayList<>();
      for (int i = 0; i < vfio_pci_hot_reset_info.count(info); i++) {
        MemorySegment entry = vfio_pci_dependent_device.asSlice(info.asSlice(header), i);
        int devfn = Byte.toUnsignedInt(vfio_pci_dependent_device.devfn(entry));
        found.add(
            new PciAddress(
                Short.toUnsignedInt(vfio_pci_dependent_device.segment(entry)),
                Byte.toUnsignedInt(vfio_pci_dependent_device.bus(entry)),
                devfn >>> 3,
                devfn & 7));
      }
      return found;
    }
  }
}
