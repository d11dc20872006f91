package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.nvme.spec.VirtualizationAction;
import java.io.IOException;

/**
 * Gives queues and interrupts to the controllers of virtual functions, and brings them online (Base
 * 5.28 and 8.26). Done through the primary controller. For any thread.
 */
public final class Virtualization {

  /** Resource Type: queue pairs. */
  public static final int QUEUES = 0;

  /** Resource Type: interrupt vectors. */
  public static final int INTERRUPTS = 1;

  private final CommandSupport support;

  /** Through a controller, if it says that it supports it. */
  public Virtualization(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Through a controller. */
  public Virtualization(CommandSupport support) {
    this.support = support;
  }

  /**
   * Virtualization Management.
   *
   * @param controllerId the controller it is about
   * @param resourceType {@link #QUEUES} or {@link #INTERRUPTS}; counts only where there is a count
   * @param count how many of them
   * @return how many were modified
   */
  public int manage(VirtualizationAction action, int controllerId, int resourceType, int count)
      throws IOException {
    support.require(AdminOpcode.VIRTUALIZATION_MANAGEMENT);
    NvmeCommand command =
        NvmeCommand.of(AdminOpcode.VIRTUALIZATION_MANAGEMENT)
            .withCdw10(
                ManagementCommand.virtualizationManagementCdw10(action, resourceType, controllerId))
            .withCdw11(ManagementCommand.virtualizationManagementCdw11(count));
    return (int) support.controller().admin(command) & 0xffff;
  }
}
