package dev.orion.pci.vfio;

import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.EventDescriptor;
import dev.orion.nativebindings.PollSet;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.pci.FunctionEvent;
import dev.orion.pci.FunctionEvents;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The kernel's requests to let go of a device, and the errors that the device reports (AER). */
final class VfioEvents implements FunctionEvents, AutoCloseable {

  private final EventDescriptor removal;
  private final EventDescriptor error;
  private final EventDescriptor wake;
  private final PollSet all;

  VfioEvents(VfioIrqs irqs) throws ErrnoException {
    this.removal = EventDescriptor.create();
    this.error = EventDescriptor.create();
    this.wake = EventDescriptor.create();
    this.all = PollSet.readable(removal.descriptor(), error.descriptor(), wake.descriptor());
    connect(irqs, Vfio.VFIO_PCI_REQ_IRQ_INDEX(), removal);
    connect(irqs, Vfio.VFIO_PCI_ERR_IRQ_INDEX(), error);
  }

  private static void connect(VfioIrqs irqs, int index, EventDescriptor event)
      throws ErrnoException {
    if (irqs.count(index) > 0) {
      irqs.connect(index, List.of(event));
    }
  }

  @Override
  public Optional<FunctionEvent> await(long timeoutNanos) {
    try {
      all.await(timeoutNanos);
      if (removal.consume() > 0) {
        return Optional.of(FunctionEvent.REMOVAL_REQUESTED);
      }
      if (error.consume() > 0) {
        return Optional.of(FunctionEvent.ERROR);
      }
      wake.consume();
      return Optional.empty();
    } catch (ErrnoException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void wake() {
    try {
      wake.signal();
    } catch (ErrnoException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws ErrnoException {
    removal.close();
    error.close();
    wake.close();
  }
}
