package dev.orion.pci.vfiouser;

import dev.orion.pci.ConfigSpace;
import java.util.Objects;

/** Configuration space as the server shows it. */
final class VfioUserConfigSpace implements ConfigSpace {

  private final RegionCarrier region;
  private final int lengthBytes;

  VfioUserConfigSpace(RegionCarrier region, int lengthBytes) {
    this.region = region;
    this.lengthBytes = lengthBytes;
  }

  @Override
  public int lengthBytes() {
    return lengthBytes;
  }

  @Override
  public int read32(int offset) {
    return (int) region.read(aligned(offset, Integer.BYTES), Integer.BYTES);
  }

  @Override
  public void write32(int offset, int value) {
    region.writeNow(aligned(offset, Integer.BYTES), Integer.BYTES, value);
  }

  @Override
  public void write16(int offset, int value) {
    region.writeNow(aligned(offset, Short.BYTES), Short.BYTES, value);
  }

  private int aligned(int offset, int widthBytes) {
    Objects.checkFromIndexSize(offset, widthBytes, lengthBytes);
    if (offset % widthBytes != 0) {
      throw new IllegalArgumentException(
          "configuration offset 0x%x is not aligned to %d bytes".formatted(offset, widthBytes));
    }
    return offset;
  }
}
