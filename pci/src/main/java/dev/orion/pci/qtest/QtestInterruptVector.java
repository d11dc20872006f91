package dev.orion.pci.qtest;

import dev.orion.pci.InterruptVector;
import dev.orion.pci.NanoClock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * An MSI-X vector whose message is a word in guest RAM: the interrupt is a memory write, and here
 * it is seen as one.
 */
final class QtestInterruptVector implements InterruptVector {

  static final int MESSAGE = 1;

  private static final long LOOK_AGAIN_NANOS = 20_000;
  private static final VarHandle WORD = ValueLayout.JAVA_INT.varHandle().withInvokeExactBehavior();

  private final MemorySegment slot;

  QtestInterruptVector(MemorySegment slot) {
    this.slot = slot;
  }

  @Override
  public boolean take() {
    if ((int) WORD.getAcquire(slot, 0L) == 0) {
      return false;
    }
    WORD.setVolatile(slot, 0L, 0);
    return true;
  }

  @Override
  public boolean await(NanoClock clock, long timeoutNanos) {
    long start = clock.nanoTime();
    while (!take()) {
      if (clock.nanoTime() - start >= timeoutNanos) {
        return false;
      }
      clock.pause(LOOK_AGAIN_NANOS);
    }
    return true;
  }
}
