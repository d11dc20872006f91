package dev.orion.pci.qtest;

import dev.orion.pci.ConfigSpace;

/** Configuration space as the host bridge decodes it in memory (ECAM). */
record QtestConfigSpace(QtestClient client, long base) implements ConfigSpace {

  @Override
  public int lengthBytes() {
    return 4096;
  }

  @Override
  public int read32(int offset) {
    return (int) client.read(base + offset, 4);
  }

  @Override
  public void write32(int offset, int value) {
    client.write(base + offset, 4, value & 0xffff_ffffL);
  }

  @Override
  public void write16(int offset, int value) {
    client.write(base + offset, 2, value & 0xffff);
  }
}
