package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Ioctl;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_region_info;
import dev.orion.nativebindings.generated.vfio.vfio_region_info_cap_sparse_mmap;
import dev.orion.nativebindings.generated.vfio.vfio_region_sparse_mmap_area;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A region of a VFIO device: a BAR or configuration space.
 *
 * @param fileOffset where it starts in the device's file
 * @param lengthBytes its length, 0 if the device lacks it
 * @param mappable the parts that can be mapped: not, on older kernels, the page of the MSI-X table
 */
record VfioRegion(long fileOffset, long lengthBytes, List<Area> mappable) {

  /** A part of a region. */
  record Area(long offsetBytes, long lengthBytes) {

    boolean contains(long offset, long length) {
      return offset >= offsetBytes && offset + length <= offsetBytes + lengthBytes;
    }
  }

  /** Asks the kernel for a region, such as {@code VFIO_PCI_BAR0_REGION_INDEX}. */
  static VfioRegion of(Descriptor device, int index) throws ErrnoException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info =
          Capabilities.withAll(
              arena,
              vfio_region_info.sizeof(),
              query -> {
                vfio_region_info.index(query, index);
                return device.ioctl(Ioctl.VFIO_DEVICE_GET_REGION_INFO, query);
              });
      return new VfioRegion(
          vfio_region_info.offset(info), vfio_region_info.size(info), mappable(info));
    }
  }

  private static List<Area> mappable(MemorySegment info) {
    int flags = vfio_region_info.flags(info);
    if ((flags & Vfio.VFIO_REGION_INFO_FLAG_MMAP()) == 0) {
      return List.of();
    }
    Optional<MemorySegment> sparse =
        (flags & Vfio.VFIO_REGION_INFO_FLAG_CAPS()) == 0
            ? Optional.empty()
            : Capabilities.find(
                info, vfio_region_info.cap_offset(info), Vfio.VFIO_REGION_INFO_CAP_SPARSE_MMAP());
    if (sparse.isEmpty()) {
      return List.of(new Area(0, vfio_region_info.size(info)));
    }
    List<Area> areas = new ArrayList<>();
    for (int i = 0; i < vfio_region_info_cap_sparse_mmap.nr_areas(sparse.get()); i++) {
      MemorySegment area =
          vfio_region_sparse_mmap_area.asSlice(
              sparse.get().asSlice(vfio_region_info_cap_sparse_mmap.sizeof()), i);
      areas.add(
          new Area(
              vfio_region_sparse_mmap_area.offset(area), vfio_region_sparse_mmap_area.size(area)));
    }
    return List.copyOf(areas);
  }
}
