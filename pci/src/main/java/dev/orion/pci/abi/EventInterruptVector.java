package dev.orion.pci.abi;

import dev.orion.nativebindings.EventDescriptor;
import dev.orion.pci.InterruptVector;
import dev.orion.pci.MappedRegisters;
import dev.orion.pci.MsixCapability;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * A vector that arrives as an eventfd. It waits in the kernel, using no CPU, and so by the
 * machine's clock.
 */
public final class EventInterruptVector implements InterruptVector {

  /** Unmasks an interrupt. */
  @FunctionalInterface
  public interface Unmask {
    /** Unmasks it. */
    void run() throws IOException;
  }

  private final EventDescriptor event;
  private final @Nullable Unmask unmask;
  private final @Nullable MappedRegisters msixEntry;
  private boolean masked;

  /**
   * A vector.
   *
   * @param event stays its creator's to close
   * @param unmask for a level-triggered interrupt, which is masked when it fires: undoes that. By
   *     the next look its taker has silenced the device, or it fires again.
   */
  public EventInterruptVector(EventDescriptor event, @Nullable Unmask unmask) {
    this(event, unmask, null);
  }

  /**
   * An MSI-X vector.
   *
   * @param event stays its creator's to close
   * @param msixEntry its entry in the function's table, or null if that is out of reach
   */
  public static EventInterruptVector ofMsix(
      EventDescriptor event, @Nullable MappedRegisters msixEntry) {
    return new EventInterruptVector(event, null, msixEntry);
  }

  private EventInterruptVector(
      EventDescriptor event, @Nullable Unmask unmask, @Nullable MappedRegisters msixEntry) {
    this.event = event;
    this.unmask = unmask;
    this.msixEntry = msixEntry;
  }

  @Override
  public void setMasked(boolean masked) {
    if (msixEntry != null) {
      msixEntry.write32(MsixCapability.ENTRY_VECTOR_CONTROL, masked ? MsixCapability.MASKED : 0);
    }
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
    } catch (IOException e) {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
