package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Ioctl;
import dev.orion.nativebindings.OpenFlag;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_group_status;
import dev.orion.pci.sysfs.PciDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;

/** A VFIO container ({@code /dev/vfio/vfio}) and the IOMMU groups in it. */
final class VfioContainer implements AutoCloseable {

  private static final Path DIRECTORY = Path.of("/dev/vfio");

  private final Descriptor container;
  private final int iommuType;
  private final TreeMap<String, Descriptor> groups = new TreeMap<>();

  /** Opens an empty container for an IOMMU type such as {@code VFIO_TYPE1v2_IOMMU}. */
  VfioContainer(int iommuType) throws IOException {
    this.iommuType = iommuType;
    this.container = open(DIRECTORY.resolve("vfio"));
    try {
      int version = container.ioctl(Ioctl.VFIO_GET_API_VERSION, 0);
      if (version != Vfio.VFIO_API_VERSION()) {
        throw new IOException(
            "the kernel speaks version %d of VFIO; Orion knows version %d"
                .formatted(version, Vfio.VFIO_API_VERSION()));
      }
    } catch (IOException e) {
      container.close();
      throw e;
    }
  }

  private static Descriptor open(Path file) throws IOException {
    try {
      return Descriptor.open(file, OpenFlag.O_RDWR);
    } catch (ErrnoException e) {
      throw VfioErrors.opening(file, e);
    }
  }

  Descriptor descriptor() {
    return container;
  }

  List<Descriptor> groups() {
    return List.copyOf(groups.values());
  }

  /**
   * Adds the device's group unless it is here already, and opens the device.
   *
   * @param groupName name of the group's file below {@code /dev/vfio}
   * @param vfToken what a virtual function is opened with
   */
  Descriptor openDevice(PciDevice device, String groupName, VfToken vfToken) throws IOException {
    Descriptor group = groups.get(groupName);
    if (group == null) {
      group = addGroup(device, groupName);
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(device.address() + vfToken.suffix(device));
      int number = group.ioctl(Ioctl.VFIO_GROUP_GET_DEVICE_FD, name);
      return Descriptor.adopt(number, device.address().toString());
    } catch (ErrnoException e) {
      throw VfioErrors.takingDevice(device, e);
    }
  }

  private Descriptor addGroup(PciDevice device, String groupName) throws IOException {
    Path file = DIRECTORY.resolve(groupName);
    Descriptor group = open(file);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = vfio_group_status.allocate(arena);
      vfio_group_status.argsz(status, (int) vfio_group_status.sizeof());
      group.ioctl(Ioctl.VFIO_GROUP_GET_STATUS, status);
      if ((vfio_group_status.flags(status) & Vfio.VFIO_GROUP_FLAGS_VIABLE()) == 0) {
        throw new IOException(
            "%s shares its IOMMU group with devices that the kernel uses"
                .formatted(device.address()));
      }
      MemorySegment number = arena.allocateFrom(ValueLayout.JAVA_INT, container.number());
      try {
        group.ioctl(Ioctl.VFIO_GROUP_SET_CONTAINER, number);
      } catch (ErrnoException e) {
        throw VfioErrors.sharingMemory(device, e);
      }
      if (groups.isEmpty()) {
        setIommu(device);
      }
      groups.put(groupName, group);
      return group;
    } catch (IOException e) {
      group.close();
      throw e;
    }
  }

  private void setIommu(PciDevice device) throws IOException {
    try {
      container.ioctl(Ioctl.VFIO_SET_IOMMU, iommuType);
    } catch (ErrnoException e) {
      if (e.errno() == Errno.EPERM) {
        throw new IOException(
            "%s: the IOMMU cannot keep the devices' interrupts apart, so the kernel refuses (interrupt remapping is off in the firmware; the risk can be taken with the option allow_unsafe_interrupts=1 of the module vfio_iommu_type1)"
                .formatted(device.address()),
            e);
      }
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    for (Descriptor group : groups.values()) {
      group.close();
    }
    groups.clear();
    container.close();
  }
}
