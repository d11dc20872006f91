package dev.orion.nvme;

import dev.orion.nvme.SanitizeStatus.State;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.nvme.spec.SanitizeAction;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Erases a whole NVM subsystem so that its data cannot be recovered (Base 5.24 and 8.21). The
 * operation runs on when its controller is closed, reset or without power, and until its end the
 * subsystem refuses most other commands. For any thread.
 */
public final class Sanitize {

  private static final int NO_DEALLOCATE_INHIBITED = 1 << 29;

  private final NvmeController controller;
  private final CommandSupport support;
  private final ControllerLogs logs;

  /** Through a controller, as far as it says that it supports it. */
  public Sanitize(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Through a controller. */
  public Sanitize(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
    this.logs = new ControllerLogs(support);
  }

  /**
   * Starts an operation.
   *
   * @throws UnsupportedCommandException if the controller says that it does not support it
   * @throws NvmeException if it refuses
   */
  public void start(SanitizeOptions options) throws IOException {
    support.require(AdminOpcode.SANITIZE);
    long sanicap = controller.identity().unsigned("sanicap");
    int bit =
        switch (options.action()) {
          case CRYPTO_ERASE -> 0;
          case BLOCK_ERASE -> 1;
          case OVERWRITE -> 2;
          case EXIT_FAILURE_MODE ->
              throw new IllegalArgumentException("exitFailureMode() does that");
        };
    support.require(
        (sanicap >>> bit & 1) != 0,
        options.action().specName(),
        "SANICAP bit %d is 0 in Identify Controller".formatted(bit));
    support.require(
        !options.noDeallocate() || (sanicap & NO_DEALLOCATE_INHIBITED) == 0,
        "No-Deallocate After Sanitize",
        "SANICAP bit 29 (NDI) is 1 in Identify Controller");
    send(options);
  }

  /**
   * Leaves the state after an operation that failed, so that the subsystem can be used again as it
   * is. Only after one that allowed unrestricted exit: after others, only another sanitize can.
   */
  public void exitFailureMode() throws IOException {
    support.require(AdminOpcode.SANITIZE);
    send(SanitizeOptions.of(SanitizeAction.EXIT_FAILURE_MODE));
  }

  private void send(SanitizeOptions options) throws NvmeException {
    controller.admin(
        NvmeCommand.of(AdminOpcode.SANITIZE)
            .named("Sanitize (%s)".formatted(options.action().specName()))
            .withCdw10(
                ManagementCommand.sanitizeCdw10(
                    options.action(),
                    options.unrestrictedExit(),
                    options.passes(),
                    options.invertPattern(),
                    options.noDeallocate()))
            .withCdw11(options.pattern()));
  }

  /** How the latest operation is doing. */
  public SanitizeStatus status() throws IOException {
    return SanitizeStatus.of(logs.sanitizeStatus(false));
  }

  /**
   * Waits until no operation runs any more, however long that takes.
   *
   * @param progress hears how it is doing, more and more seldom up to once a second
   * @return how it ended
   */
  public SanitizeStatus await(Consumer<SanitizeStatus> progress) throws IOException {
    GrowingPause pause = new GrowingPause(controller.clock());
    while (true) {
      SanitizeStatus status = status();
      if (status.state() != State.IN_PROGRESS) {
        return status;
      }
      progress.accept(status);
      pause.next();
    }
  }
}
