package dev.orion.pci.vfio;

import dev.orion.pci.ConfigSpace;
import dev.orion.pci.abi.VfioRegion;
import java.util.Objects;

/** Configuration space as the kernel lets it be seen: what could harm others is virtualised. */
final class VfioConfigSpace implements ConfigSpace {

  private final DeviceFile file;
  private final VfioRegion region;

  VfioConfigSpace(DeviceFile file, VfioRegion region) {
    this.file = file;
    this.region = region;
  }

  @Override
  public int lengthBytes() {
    return (int) region.lengthBytes();
  }

  @Override
  public int read32(int offset) {
    return (int) file.read(address(offset, Integer.BYTES), Integer.BYTES);
  }

  @Override
  public void write32(int offset, int value) {
    file.write(address(offset, Integer.BYTES), Integer.BYTES, value);
  }

  @Override
  public void write16(int offset, int value) {
    file.write(address(offset, Short.BYTES), Short.BYTES, value);
  }

  private long address(int offset, int widthBytes) {
    Objects.checkFromIndexSize(offset, widthBytes, lengthBytes());
    if (offset % widthBytes != 0) {
      throw new IllegalArgumentException(
          "configuration offset 0x%x is not aligned to %d bytes".formatted(offset, widthBytes));
    }
    return region.fileOffset() + offset;
  }
}
