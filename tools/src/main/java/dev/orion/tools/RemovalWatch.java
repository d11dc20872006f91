package dev.orion.tools;

import dev.orion.nvme.NvmeController;
import dev.orion.pci.FunctionEvent;
import dev.orion.pci.FunctionEvents;
import dev.orion.pci.PciFunction;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hears when the administrator wants a controller back, or it reports an error, and gives it up:
 * the command's I/Os end, the command fails and closes the controller, and the administrator's
 * unbind, which the kernel holds until then, goes on.
 */
final class RemovalWatch implements AutoCloseable {

  private final NvmeController controller;
  private final @Nullable FunctionEvents events;
  private final Thread thread = new Thread(this::watch, "removal-watch");
  private volatile boolean closed;

  private RemovalWatch(NvmeController controller, @Nullable FunctionEvents events) {
    this.controller = controller;
    this.events = events;
  }

  /** Watches a controller's function until it is closed, before the function is. */
  static RemovalWatch start(PciFunction function, NvmeController controller) {
    RemovalWatch watch = new RemovalWatch(controller, function.events().orElse(null));
    watch.thread.setDaemon(true);
    watch.thread.start();
    return watch;
  }

  private void watch() {
    while (events != null && !closed) {
      Optional<FunctionEvent> event = events.await(Long.MAX_VALUE);
      if (event.isPresent()) {
        controller.fail(
            switch (event.get()) {
              case REMOVAL_REQUESTED ->
                  "it was given back, because the administrator unbinds or removes it";
              case ERROR -> "it or its link reported an uncorrectable error";
            });
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    if (events != null) {
      events.wake();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
