package dev.orion.pci;

/**
 * A window of device registers. Every call is one access of exactly its width, in program order
 * with the other accesses of the same window; plain stores to DMA memory made before a write are
 * visible to the device when it sees the write. Registers are little-endian. Offsets must be
 * naturally aligned and are checked against the window.
 *
 * <p>There are two kinds, so that the JIT inlines both: a mapping, where an access is one load or
 * store, and a messenger for transports that must carry each access.
 */
public abstract sealed class Registers permits MappedRegisters, RemoteRegisters {

  Registers() {}

  /** Length of the window in bytes. */
  public abstract long lengthBytes();

  /**
   * Whether each access is a message to another process, which costs as much as many I/Os: worth
   * saving up for.
   */
  public abstract boolean areRemote();

  /** Reads 32 bits; all ones if the device is gone. */
  public abstract int read32(long offset);

  /** Reads 64 bits; all ones if the device is gone. */
  public abstract long read64(long offset);

  /** Writes 32 bits. */
  public abstract void write32(long offset, int value);

  /** Writes 64 bits. */
  public abstract void write64(long offset, long value);
}
