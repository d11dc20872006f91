package dev.orion.pci.abi;

import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_region_info;
import dev.orion.nativebindings.generated.vfio.vfio_region_info_cap_sparse_mmap;
import dev.orion.nativebindings.generated.vfio.vfio_region_sparse_mmap_area;
import dev.orion.pci.Bar;
import dev.orion.pci.ConfigHeader;
import dev.orion.pci.ConfigSpace;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A region of a device: a BAR or configuration space.
 *
 * @param fileOffset where it starts in the file that maps it
 * @param lengthBytes its length, 0 if the device lacks it
 * @param mappable the parts that can be mapped: not, on older kernels, the page of the MSI-X table
 */
public record VfioRegion(long fileOffset, long lengthBytes, List<Area> mappable) {

  /**
   * A part of a region.
   *
   * @param offsetBytes where in the region it starts
   * @param lengthBytes its length
   */
  public record Area(long offsetBytes, long lengthBytes) {

    /** Whether it contains so many bytes from there on. */
    public boolean contains(long offset, long length) {
      return offset >= offsetBytes && offset + length <= offsetBytes + lengthBytes;
    }
  }

  /** What {@code VFIO_DEVICE_GET_REGION_INFO} answered. */
  public static VfioRegion of(MemorySegment info) {
    return new VfioRegion(
        vfio_region_info.offset(info), vfio_region_info.size(info), mappable(info));
  }

  /**
   * The memory BARs of a function.
   *
   * @param regions of the six base address registers
   */
  public static List<Bar> memoryBars(ConfigSpace config, List<VfioRegion> regions) {
    List<Bar> found = new ArrayList<>();
    for (int i = 0; i < regions.size(); i++) {
      int register = config.read32(ConfigHeader.BAR0 + 4 * i);
      if (regions.get(i).lengthBytes > 0 && (register & ConfigHeader.BAR_IO_SPACE) == 0) {
        found.add(
            new Bar(
                i,
                regions.get(i).lengthBytes,
                (register & ConfigHeader.BAR_TYPE_MASK) == ConfigHeader.BAR_TYPE_64_BIT,
                (register & ConfigHeader.BAR_PREFETCHABLE) != 0));
      }
    }
    return List.copyOf(found);
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
