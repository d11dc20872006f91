package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.pci.RemoteRegisters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * A VFIO device's file as a carrier of accesses: each is a system call at the access's width. As on
 * the bus, what fails reads as all ones and is not written.
 */
final class DeviceFile implements RemoteRegisters.Carrier {

  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ThreadLocal<MemorySegment> WORD =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(LONG));

  private final Descriptor device;

  DeviceFile(Descriptor device) {
    this.device = device;
  }

  @Override
  public long read(long address, int widthBytes) {
    MemorySegment word = WORD.get();
    try {
      if (device.pread(word, 0, widthBytes, address) != widthBytes) {
        return -1;
      }
    } catch (ErrnoException e) {
      return -1;
    }
    return widthBytes == Integer.BYTES ? word.get(INT, 0) : word.get(LONG, 0);
  }

  @Override
  public void write(long address, int widthBytes, long value) {
    MemorySegment word = WORD.get();
    word.set(LONG, 0, value);
    try {
      device.pwrite(word, 0, widthBytes, address);
    } catch (ErrnoException e) {
      // Nobody is there to take it.
    }
  }
}
