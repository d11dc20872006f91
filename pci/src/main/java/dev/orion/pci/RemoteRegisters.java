package dev.orion.pci;

import java.util.Objects;

/** Registers that a transport must carry each access to. */
public final class RemoteRegisters extends Registers {

  /**
   * What a transport does with one access. Addresses are the transport's own; the window's base has
   * been added. Must be callable from any thread.
   */
  public interface Carrier {

    /** Reads {@code widthBytes} (4 or 8) bytes; all ones if the device is gone. */
    long read(long address, int widthBytes);

    /** Writes the low {@code widthBytes} (4 or 8) bytes of {@code value}. May be posted. */
    void write(long address, int widthBytes, long value);
  }

  private final Carrier carrier;
  private final long base;
  private final long lengthBytes;

  /** The window of {@code lengthBytes} bytes that starts at the carrier's address {@code base}. */
  public RemoteRegisters(Carrier carrier, long base, long lengthBytes) {
    this.carrier = carrier;
    this.base = base;
    this.lengthBytes = lengthBytes;
  }

  @Override
  public long lengthBytes() {
    return lengthBytes;
  }

  @Override
  public boolean areRemote() {
    return true;
  }

  @Override
  public int read32(long offset) {
    return (int) carrier.read(address(offset, 4), 4);
  }

  @Override
  public long read64(long offset) {
    return carrier.read(address(offset, 8), 8);
  }

  @Override
  public void write32(long offset, int value) {
    carrier.write(address(offset, 4), 4, value & 0xffff_ffffL);
  }

  @Override
  public void write64(long offset, long value) {
    carrier.write(address(offset, 8), 8, value);
  }

  private long address(long offset, int widthBytes) {
    Objects.checkFromIndexSize(offset, widthBytes, lengthBytes);
    if ((offset & (widthBytes - 1)) != 0) {
      throw new IllegalArgumentException(
          "register offset 0x%x is not aligned to %d bytes".formatted(offset, widthBytes));
    }
    return base + offset;
  }
}
