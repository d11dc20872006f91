package dev.orion.pci;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Registers in this process's address space: one load or store an access.
 *
 * <p>While a function does not decode its memory space (bit 1 of its Command register is off, or it
 * sleeps in D3hot), an access faults. The JVM survives that and throws an {@link InternalError} in
 * the thread, but compiled code only at its next safepoint: a read that faults may return anything
 * before. A function that was removed does not fault; it reads as the bus does.
 */
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

  /** The window itself, for a BAR that is memory. */
  public MemorySegment memory() {
    return window;
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
