package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import java.io.IOException;

/**
 * Keeps a controller from giving its host up for dead while the feature Keep Alive Timer is on
 * (Base 3.9 and 5.18): the host must {@link #send} more often than every {@link
 * Features#keepAliveTimeoutMillis}. For any thread.
 */
public final class KeepAlive {

  private final CommandSupport support;

  /** For a controller, if it says that it supports it. */
  public KeepAlive(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** For a controller. */
  public KeepAlive(CommandSupport support) {
    this.support = support;
  }

  /** Restarts the controller's timer. */
  public void send() throws IOException {
    support.require(AdminOpcode.KEEP_ALIVE);
    support.controller().admin(NvmeCommand.of(AdminOpcode.KEEP_ALIVE));
  }
}
