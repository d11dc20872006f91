package dev.orion.simulation.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Configuration space of the model's function: an NVMe controller with a BAR 0 of 64 bits and an
 * MSI-X capability whose table follows the doorbells.
 */
public final class ModelConfigSpace {

  /** Its length. */
  public static final int LENGTH_BYTES = 256;

  /** Length of BAR 0: registers, doorbells, the MSI-X table, its pending bits. */
  public static final int BAR0_BYTES = 0x4000;

  /** Where in BAR 0 the MSI-X table is. */
  public static final int MSIX_TABLE_OFFSET = 0x2000;

  /** Vectors in the table. */
  public static final int VECTORS = 64;

  private static final int MSIX = 0x40;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private final MemorySegment bytes = Arena.ofAuto().allocate(LENGTH_BYTES, 8);

  /** As after power-on. */
  public ModelConfigSpace() {
    bytes.set(INT, 0x00, 0x0010_1b36); // QEMU's vendor and NVMe device ID
    bytes.set(INT, 0x04, 0x0010_0000); // Status: capabilities list
    bytes.set(INT, 0x08, 0x0108_0202); // class code, revision
    bytes.set(INT, 0x10, 0x4); // BAR 0: memory, 64 bits
    bytes.set(INT, 0x2c, 0x1100_1af4);
    bytes.set(INT, 0x34, MSIX);
    bytes.set(INT, MSIX, 0x11 | (VECTORS - 1) << 16);
    bytes.set(INT, MSIX + 4, MSIX_TABLE_OFFSET); // BAR 0
    bytes.set(INT, MSIX + 8, 0x3000);
  }

  /** Reads 1, 2 or 4 bytes. */
  public int read(int offset, int widthBytes) {
    int aligned = bytes.get(INT, offset & ~3) >>> (8 * (offset & 3));
    return widthBytes == 4 ? aligned : aligned & (1 << (8 * widthBytes)) - 1;
  }

  /** Writes 1, 2 or 4 bytes; what is read-only stays. */
  public void write(int offset, int widthBytes, int value) {
    int word = offset & ~3;
    int shift = 8 * (offset & 3);
    int mask = (widthBytes == 4 ? -1 : (1 << (8 * widthBytes)) - 1) << shift;
    int writable =
        switch (word) {
          case 0x04 -> 0x0000_0507;
          case 0x10 -> -BAR0_BYTES;
          case 0x14 -> -1;
          case MSIX -> 0xc000_0000;
          default -> 0;
        };
    int old = bytes.get(INT, word);
    int effective = mask & writable;
    bytes.set(INT, word, (old & ~effective) | (value << shift & effective));
  }
}
