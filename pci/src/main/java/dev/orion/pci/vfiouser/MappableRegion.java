package dev.orion.pci.vfiouser;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Mapping;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_region_info;
import dev.orion.pci.abi.VfioRegion;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A region as a server describes it, and the file to map it from if it can be mapped.
 *
 * <p>Not thread-safe.
 */
final class MappableRegion implements AutoCloseable {

  /** Room for the answer with its capabilities. */
  private static final int MAX_INFO_BYTES = 4096;

  private final VfioRegion region;
  private final Optional<Descriptor> file;
  private final Map<VfioRegion.Area, MemorySegment> mapped = new HashMap<>();

  private MappableRegion(VfioRegion region, Optional<Descriptor> file) {
    this.region = region;
    this.file = file;
  }

  /**
   * Asks the server for a region.
   *
   * @throws IOException if the answer makes no sense; the connection has ended then
   */
  static MappableRegion of(Connection connection, int index) throws IOException {
    List<Descriptor> files = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = vfio_region_info.allocate(arena);
      vfio_region_info.argsz(request, MAX_INFO_BYTES);
      vfio_region_info.index(request, index);
      MemorySegment info =
          connection.request(VfioUserCommand.DEVICE_GET_REGION_INFO, request, List.of(), files);
      return new MappableRegion(parse(connection, index, info, files), files.stream().findFirst());
    } catch (IOException e) {
      for (Descriptor each : files) {
        each.close();
      }
      throw e;
    }
  }

  private static VfioRegion parse(
      Connection connection, int index, MemorySegment info, List<Descriptor> files)
      throws IOException {
    if (info.byteSize() < vfio_region_info.sizeof() || vfio_region_info.index(info) != index) {
      throw connection.ended("described region %d as another".formatted(index), null);
    }
    boolean isMappable = (vfio_region_info.flags(info) & Vfio.VFIO_REGION_INFO_FLAG_MMAP()) != 0;
    int expectedFiles = isMappable ? 1 : 0;
    if (files.size() != expectedFiles) {
      throw connection.ended(
          "sent %d descriptors for region %d, where %d belong"
              .formatted(files.size(), index, expectedFiles),
          null);
    }
    try {
      VfioRegion region = VfioRegion.of(info);
      for (VfioRegion.Area area : region.mappable()) {
        checkFits(region, area, files.getFirst());
      }
      return region;
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw connection.ended("described region %d wrongly".formatted(index), e);
    }
  }

  /** A mapping beyond the end of its file would fault. */
  private static void checkFits(VfioRegion region, VfioRegion.Area area, Descriptor file)
      throws ErrnoException {
    long end = Math.addExact(area.offsetBytes(), area.lengthBytes());
    long endInFile = Math.addExact(region.fileOffset(), end);
    if (area.offsetBytes() < 0
        || area.lengthBytes() <= 0
        || end > region.lengthBytes()
        || region.fileOffset() < 0
        || endInFile > file.size()) {
      throw new IndexOutOfBoundsException(area.toString());
    }
  }

  VfioRegion region() {
    return region;
  }

  /** Maps an area, once. */
  MemorySegment map(VfioRegion.Area area, Arena arena) throws ErrnoException {
    MemorySegment known = mapped.get(area);
    if (known == null) {
      known =
          Mapping.map(
              file.orElseThrow(),
              region.fileOffset() + area.offsetBytes(),
              area.lengthBytes(),
              arena);
      mapped.put(area, known);
    }
    return known;
  }

  @Override
  public void close() throws ErrnoException {
    if (file.isPresent()) {
      file.get().close();
    }
  }
}
