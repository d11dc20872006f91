package dev.orion.nvme;

import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import org.jspecify.annotations.Nullable;

/**
 * Asks a controller to abort a command (Base 5.1). That is a request: the controller need not heed
 * it, and the command ends the usual way in any case, aborted or not. For any thread.
 */
public final class Abort {

  private final NvmeController controller;

  /** For the commands of a controller. */
  public Abort(NvmeController controller) {
    this.controller = controller;
  }

  /**
   * Asks for the end of an admin command.
   *
   * @return whether the controller aborted it
   */
  public boolean request(PendingCommand command) throws NvmeException {
    return request(0, command.commandId());
  }

  /**
   * Asks for the end of an I/O command.
   *
   * @return whether the controller aborted it
   */
  public boolean request(QueuePair pair, Tracker tracker) throws NvmeException {
    return request(pair.queueId(), tracker.commandId());
  }

  private boolean request(int queueId, int commandId) throws NvmeException {
    return AdminCommand.isAborted((int) controller.admin(command(queueId, commandId)));
  }

  /**
   * Asks for the end of an I/O command and does not wait.
   *
   * @return null if that cannot be asked for now
   */
  static @Nullable PendingCommand tryStart(
      NvmeController controller, QueuePair pair, Tracker tracker) {
    return controller.tryStartAdmin(command(pair.queueId(), tracker.commandId()));
  }

  private static NvmeCommand command(int queueId, int commandId) {
    return NvmeCommand.of(AdminOpcode.ABORT).withCdw10(AdminCommand.abortCdw10(queueId, commandId));
  }
}
