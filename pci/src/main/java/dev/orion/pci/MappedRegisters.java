package dev.orion.pci;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Registers in this process's address space: one load or store an access. */
public final class MappedRegisters extends Registers {

  private static final VarHandle INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle().withInvokeExactBehavior();
  private static final VarHandle LONG =
      ValueLayout.JAVA_LONG
          .withOrder(ByteOrder.LITTLE_ENDIAN)
          .varHandle()
          .withInvokeExactBehavior();

  private final MemorySegment window;

  /** Registers over {@code window}, which must be aligned to 8 bytes and outlive this object. */
  public MappedRegisters(MemorySegment window) {
    this.window = window;
  }

  @Override
  public long lengthBytes() {
    return window.byteSize();
  }

  @Override
  public boolean areRemote() {
    return false;
  }

  @Override
  public int read32(long offset) {
    return (int) INT.getAcquire(window, offset);
  }

  @Override
  public long read64(long offset) {
    return (long) LONG.getAcquire(window, offset);
  }

  @Override
  public void write32(long offset, int value) {
    INT.setRelease(window, offset, value);
  }

  @Override
  public void write64(long offset, long value) {
    LONG.setRelease(window, offset, value);
  }
}
