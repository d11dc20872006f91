package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Ioctl;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_iommu_type1_dma_map;
import dev.orion.nativebindings.generated.vfio.vfio_iommu_type1_info;
import dev.orion.nativebindings.generated.vfio.vfio_iommu_type1_info_cap_iova_range;
import dev.orion.nativebindings.generated.vfio.vfio_iommu_type1_info_dma_avail;
import dev.orion.nativebindings.generated.vfio.vfio_iova_range;
import dev.orion.pci.abi.Capabilities;
import dev.orion.pci.sysfs.PciDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The address space of a container, type 1 version 2. */
final class Type1AddressSpace implements IoAddressSpace {

  private final VfioContainer container;
  private final VfToken vfToken;
  private final IovaAllocator iovas = new IovaAllocator();

  Type1AddressSpace(VfToken vfToken) throws IOException {
    this.vfToken = vfToken;
    this.container = new VfioContainer(Vfio.VFIO_TYPE1v2_IOMMU());
  }

  @Override
  public Descriptor openDevice(PciDevice device) throws IOException {
    int group = device.iommuGroup().orElseThrow(() -> VfioErrors.noGroup(device));
    Descriptor descriptor = container.openDevice(device, Integer.toString(group), vfToken);
    try (Arena arena = Arena.ofConfined()) {
      iovas.setUsable(iovaRanges(info(arena)));
      return descriptor;
    } catch (IOException | RuntimeException e) {
      descriptor.close();
      throw e;
    }
  }

  private MemorySegment info(Arena arena) throws ErrnoException {
    return Capabilities.withAll(
        arena,
        vfio_iommu_type1_info.sizeof(),
        info -> container.descriptor().ioctl(Ioctl.VFIO_IOMMU_GET_INFO, info));
  }

  private static List<IovaAllocator.Range> iovaRanges(MemorySegment info) {
    Optional<MemorySegment> capability =
        Capabilities.find(
            info,
            vfio_iommu_type1_info.cap_offset(info),
            Vfio.VFIO_IOMMU_TYPE1_INFO_CAP_IOVA_RANGE());
    if (capability.isEmpty()) {
      // A kernel before 5.4 does not say; every IOMMU has 39 bits, less the window of the MSIs.
      return List.of(
          new IovaAllocator.Range(0, 0xfedf_ffffL),
          new IovaAllocator.Range(0xfef0_0000L, (1L << 39) - 1));
    }
    MemorySegment ranges = capability.get();
    List<IovaAllocator.Range> found = new ArrayList<>();
    for (int i = 0; i < vfio_iommu_type1_info_cap_iova_range.nr_iovas(ranges); i++) {
      MemorySegment range =
          vfio_iova_range.asSlice(ranges.asSlice(vfio_iommu_type1_info_cap_iova_range.sizeof()), i);
      found.add(new IovaAllocator.Range(vfio_iova_range.start(range), vfio_iova_range.end(range)));
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
      MemorySegment map = vfio_iommu_type1_dma_map.allocate(arena);
      vfio_iommu_type1_dma_map.argsz(map, (int) vfio_iommu_type1_dma_map.sizeof());
      vfio_iommu_type1_dma_map.flags(
          map, Vfio.VFIO_DMA_MAP_FLAG_READ() | Vfio.VFIO_DMA_MAP_FLAG_WRITE());
      vfio_iommu_type1_dma_map.vaddr(map, memory.address());
      vfio_iommu_type1_dma_map.iova(map, iova);
      vfio_iommu_type1_dma_map.size(map, memory.byteSize());
      container.descriptor().ioctl(Ioctl.VFIO_IOMMU_MAP_DMA, map);
      return iova;
    } catch (ErrnoException e) {
      iovas.release(iova);
      throw VfioErrors.mapping(memory.byteSize(), e);
    }
  }

  @Override
  public OptionalLong mappingsAvailable() throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = info(arena);
      return Capabilities.find(
              info, vfio_iommu_type1_info.cap_offset(info), Vfio.VFIO_IOMMU_TYPE1_INFO_DMA_AVAIL())
          .map(
              capability ->
                  OptionalLong.of(
                      Integer.toUnsignedLong(vfio_iommu_type1_info_dma_avail.avail(capability))))
          .orElse(OptionalLong.empty());
    }
  }

  @Override
  public List<Descriptor> ownershipProofs() {
    return container.groups();
  }

  @Override
  public void close() throws IOException {
    container.close();
  }
}
