package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Ioctl;
import dev.orion.nativebindings.OpenFlag;
import dev.orion.nativebindings.generated.iommufd.Iommufd;
import dev.orion.nativebindings.generated.iommufd.iommu_ioas_alloc;
import dev.orion.nativebindings.generated.iommufd.iommu_ioas_iova_ranges;
import dev.orion.nativebindings.generated.iommufd.iommu_ioas_map;
import dev.orion.nativebindings.generated.iommufd.iommu_iova_range;
import dev.orion.nativebindings.generated.iommufd.vfio_device_attach_iommufd_pt;
import dev.orion.nativebindings.generated.iommufd.vfio_device_bind_iommufd;
import dev.orion.pci.sysfs.PciDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** An I/O address space of iommufd; devices are opened by their own files. */
final class IommufdAddressSpace implements IoAddressSpace {

  private static final Path IOMMUFD = Path.of("/dev/iommu");
  private static final Path DEVICES = Path.of("/dev/vfio/devices");

  /**
   * The kernel's kinds of device files; below {@link #DEVICES} nothing is until a device is bound.
   */
  private static final Path KINDS = Path.of("/proc/devices");

  private static final int MAX_RANGES = 256;

  private final Descriptor iommufd;
  private final int ioasId;
  private final IovaAllocator iovas = new IovaAllocator();

  IommufdAddressSpace() throws IOException {
    this.iommufd = open(IOMMUFD);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment alloc = iommu_ioas_alloc.allocate(arena);
      iommu_ioas_alloc.size(alloc, (int) iommu_ioas_alloc.sizeof());
      iommufd.ioctl(Ioctl.IOMMU_IOAS_ALLOC, alloc);
      this.ioasId = iommu_ioas_alloc.out_ioas_id(alloc);
    } catch (IOException e) {
      iommufd.close();
      throw e;
    }
  }

  /**
   * Whether the kernel has iommufd and device files for it, and lets this user. By default it is
   * for root; the container of IOMMU groups is for all.
   */
  static boolean isPermitted() throws IOException {
    return Files.isReadable(IOMMUFD)
        && Files.isWritable(IOMMUFD)
        && Files.readString(KINDS).contains(" vfio-dev\n");
  }

  private static Descriptor open(Path file) throws IOException {
    try {
      return Descriptor.open(file, OpenFlag.O_RDWR);
    } catch (ErrnoException e) {
      throw VfioErrors.opening(file, e);
    }
  }

  /** The device's file, {@code /dev/vfio/devices/vfioN}. */
  private static Path deviceFile(PciDevice device) throws IOException {
    Path names = device.directory().resolve("vfio-dev");
    if (Files.isDirectory(names)) {
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(names, "vfio*")) {
        for (Path entry : entries) {
          return DEVICES.resolve(entry.getFileName());
        }
      }
    }
    throw new IOException(
        "%s has no VFIO device file: is it bound to vfio-pci? (orion pci bind %s)"
            .formatted(device.address(), device.address()));
  }

  @Override
  public Descriptor openDevice(PciDevice device) throws IOException {
    Path file = deviceFile(device);
    Descriptor descriptor = open(file);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bind = vfio_device_bind_iommufd.allocate(arena);
      vfio_device_bind_iommufd.argsz(bind, (int) vfio_device_bind_iommufd.sizeof());
      vfio_device_bind_iommufd.iommufd(bind, iommufd.number());
      try {
        descriptor.ioctl(Ioctl.VFIO_DEVICE_BIND_IOMMUFD, bind);
      } catch (ErrnoException e) {
        throw refused(device, file, e);
      }
      MemorySegment attach = vfio_device_attach_iommufd_pt.allocate(arena);
      vfio_device_attach_iommufd_pt.argsz(attach, (int) vfio_device_attach_iommufd_pt.sizeof());
      vfio_device_attach_iommufd_pt.pt_id(attach, ioasId);
      try {
        descriptor.ioctl(Ioctl.VFIO_DEVICE_ATTACH_IOMMUFD_PT, attach);
      } catch (ErrnoException e) {
        throw VfioErrors.sharingMemory(device, e);
      }
      iovas.setUsable(iovaRanges(arena));
      return descriptor;
    } catch (IOException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  /** Why the kernel does not bind a device to the iommufd. */
  private static IOException refused(PciDevice device, Path file, ErrnoException e) {
    if (e.errno() == Errno.EINVAL || e.errno() == Errno.EBUSY) {
      return new IOException(
          "%s is open already (sudo fuser -v %s /dev/vfio/* names the process)"
              .formatted(device.address(), file),
          e);
    }
    if (e.errno() == Errno.EPERM) {
      return new IOException(
          "%s: the kernel refuses, as another process has a device of its IOMMU group (sudo fuser -v %s/*), or as the IOMMU cannot keep the devices' interrupts apart (interrupt remapping is off in the firmware; the risk can be taken with the option allow_unsafe_interrupts=1 of the module iommufd)"
              .formatted(device.address(), DEVICES),
          e);
    }
    return VfioErrors.takingDevice(device, e);
  }

  private List<IovaAllocator.Range> iovaRanges(Arena arena) throws ErrnoException {
    MemorySegment ranges = iommu_iova_range.allocateArray(MAX_RANGES, arena);
    MemorySegment query = iommu_ioas_iova_ranges.allocate(arena);
    iommu_ioas_iova_ranges.size(query, (int) iommu_ioas_iova_ranges.sizeof());
    iommu_ioas_iova_ranges.ioas_id(query, ioasId);
    iommu_ioas_iova_ranges.num_iovas(query, MAX_RANGES);
    iommu_ioas_iova_ranges.allowed_iovas(query, ranges.address());
    iommufd.ioctl(Ioctl.IOMMU_IOAS_IOVA_RANGES, query);
    List<IovaAllocator.Range> found = new ArrayList<>();
    for (int i = 0; i < iommu_ioas_iova_ranges.num_iovas(query); i++) {
      MemorySegment range = iommu_iova_range.asSlice(ranges, i);
      found.add(
          new IovaAllocator.Range(iommu_iova_range.start(range), iommu_iova_range.last(range)));
    }
    return found;
  }

  @Override
  public long map(MemorySegment memory, long alignmentBytes) throws IOException {
    long iova =
        iovas
            .allocate(memory.byteSize(), alignmentBytes)
            .orElseThrow(() -> VfioErrors.windowTooSmall(memory.byteSize(), iovas.usable()));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment map = iommu_ioas_map.allocate(arena);
      iommu_ioas_map.size(map, (int) iommu_ioas_map.sizeof());
      iommu_ioas_map.flags(
          map,
          Iommufd.IOMMU_IOAS_MAP_FIXED_IOVA()
              | Iommufd.IOMMU_IOAS_MAP_READABLE()
              | Iommufd.IOMMU_IOAS_MAP_WRITEABLE());
      iommu_ioas_map.ioas_id(map, ioasId);
      iommu_ioas_map.user_va(map, memory.address());
      iommu_ioas_map.length(map, memory.byteSize());
      iommu_ioas_map.iova(map, iova);
      iommufd.ioctl(Ioctl.IOMMU_IOAS_MAP, map);
      return iova;
    } catch (ErrnoException e) {
      iovas.release(iova);
      throw VfioErrors.mapping(memory.byteSize(), e);
    }
  }

  /** An iommufd has no limit but memory. */
  @Override
  public OptionalLong mappingsAvailable() {
    return OptionalLong.empty();
  }

  @Override
  public List<Descriptor> ownershipProofs() {
    return List.of();
  }

  @Override
  public void close() throws IOException {
    iommufd.close();
  }
}
