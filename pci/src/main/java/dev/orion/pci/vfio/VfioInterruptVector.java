package dev.orion.pci.vfio;

import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.EventDescriptor;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.NanoClock;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A vector that the kernel turns into an eventfd. It waits in the kernel, using no CPU, and so by
 * the machine's clock.
 */
final class VfioInterruptVector implements InterruptVector {

  /** Unmasks an interrupt. */
  @FunctionalInterface
  interface Unmask {
    void run() throws ErrnoException;
  }

  private final EventDescriptor event;
  private final @Nullable Unmask unmask;
  private boolean masked;

  /**
   * @param unmask for a level-triggered interrupt, which the kernel masks when it fires: undoes
   *     that. By the next look its taker has silenced the device, or it fires again.
   */
  VfioInterruptVector(EventDescriptor event, @Nullable Unmask unmask) {
    this.event = event;
    this.unmask = unmask;
  }

  @Override
  public boolean take() {
    try {
      if (masked && unmask != null) {
        masked = false;
        unmask.run();
      }
      boolean fired = event.consume() > 0;
      masked = fired;
      return fired;
    } catch (ErrnoException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public boolean await(NanoClock clock, long timeoutNanos) {
    if (take()) {
      return true;
    }
    try {
      return event.await(timeoutNanos) && take();
    } catch (ErrnoException e) {
      throw new UncheckedIOException(e);
    }
  }
}
