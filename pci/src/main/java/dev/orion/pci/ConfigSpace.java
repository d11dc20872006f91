package dev.orion.pci;

/**
 * A function's configuration space (PCI Express Base Specification, section 7.5). Offsets must be
 * naturally aligned. Not thread-safe.
 */
public interface ConfigSpace {

  /** 256 for a conventional function, 4096 where extended configuration space can be reached. */
  int lengthBytes();

  /** Reads the aligned 32-bit word at {@code offset}. */
  int read32(int offset);

  /** Writes the aligned 32-bit word at {@code offset}. */
  void write32(int offset, int value);

  /** Writes the aligned 16-bit word at {@code offset}, leaving its neighbour alone. */
  void write16(int offset, int value);

  /** Reads the aligned 16-bit word at {@code offset}. */
  default int read16(int offset) {
    return read32(offset & ~3) >>> ((offset & 2) * 8) & 0xffff;
  }

  /** Reads the byte at {@code offset}. */
  default int read8(int offset) {
    return read32(offset & ~3) >>> ((offset & 3) * 8) & 0xff;
  }
}
