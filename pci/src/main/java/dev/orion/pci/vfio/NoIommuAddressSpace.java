package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Mapping;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.pci.sysfs.PciDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * No address space at all: devices see physical memory, and all of it. Memory must lie in huge
 * pages, which do not move and are contiguous.
 */
final class NoIommuAddressSpace implements IoAddressSpace {

  private static final Path MODE =
      Path.of("/sys/module/vfio/parameters/enable_unsafe_noiommu_mode");
  private static final Path PAGEMAP = Path.of("/proc/self/pagemap");
  private static final long PAGEMAP_PRESENT = 1L << 63;
  private static final long PAGEMAP_FRAME = (1L << 55) - 1;

  /** By page frame: its flags, of which one says that it is of a huge page of hugetlbfs. */
  private static final Path PAGE_FLAGS = Path.of("/proc/kpageflags");

  private static final long PAGE_FLAG_HUGE = 1L << 17;

  private final VfioContainer container;
  private final VfToken vfToken;

  NoIommuAddressSpace(VfToken vfToken) throws IOException {
    this.vfToken = vfToken;
    this.container = new VfioContainer(Vfio.VFIO_NOIOMMU_IOMMU());
  }

  @Override
  public Descriptor openDevice(PciDevice device) throws IOException {
    int group =
        device
            .iommuGroup()
            .orElseThrow(
                () ->
                    new IOException(
                        "%s has no VFIO group: allow the mode with  echo Y | sudo tee %s  and bind the device (sudo orion pci bind %s)"
                            .formatted(device.address(), MODE, device.address())));
    String name = "noiommu-" + group;
    if (!Files.exists(Path.of("/dev/vfio", name))) {
      throw new IOException(
          "%s is behind an IOMMU: leave the no-IOMMU mode out".formatted(device.address()));
    }
    return container.openDevice(device, name, vfToken);
  }

  @Override
  public long map(MemorySegment memory, long alignmentBytes) throws IOException {
    Mapping.advise(memory, Mapping.Advice.MADV_POPULATE_WRITE);
    long pageBytes = Mapping.pageBytes();
    int pages = Math.toIntExact(memory.byteSize() / pageBytes);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment entries = words(arena, PAGEMAP, memory.address() / pageBytes, pages);
      long firstFrame = entries.getAtIndex(ValueLayout.JAVA_LONG, 0) & PAGEMAP_FRAME;
      for (int page = 0; page < pages; page++) {
        long entry = entries.getAtIndex(ValueLayout.JAVA_LONG, page);
        long frame = entry & PAGEMAP_FRAME;
        if ((entry & PAGEMAP_PRESENT) == 0 || frame == 0) {
          throw new IOException(
              "the physical addresses of memory cannot be read from %s: no-IOMMU mode needs root"
                  .formatted(PAGEMAP));
        }
        if (frame != firstFrame + page) {
          throw needsHugePages(memory);
        }
      }
      // Other memory may be contiguous by chance, and the kernel may move it.
      long flags = words(arena, PAGE_FLAGS, firstFrame, 1).get(ValueLayout.JAVA_LONG, 0);
      if ((flags & PAGE_FLAG_HUGE) == 0) {
        throw needsHugePages(memory);
      }
      return firstFrame * pageBytes;
    }
  }

  private static MemorySegment words(Arena arena, Path file, long first, int count)
      throws IOException {
    MemorySegment words = arena.allocate(ValueLayout.JAVA_LONG, count);
    try (Descriptor descriptor = Descriptor.open(file)) {
      descriptor.preadFully(words, 0, words.byteSize(), first * Long.BYTES);
    }
    return words;
  }

  private static IOException needsHugePages(MemorySegment memory) {
    return new IOException(
        "no-IOMMU mode needs huge pages, and one buffer in neighbouring ones, which are not to be had for %d bytes: echo 64 | sudo tee /proc/sys/vm/nr_hugepages"
            .formatted(memory.byteSize()));
  }

  @Override
  public OptionalLong mappingsAvailable() {
    return OptionalLong.empty();
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
