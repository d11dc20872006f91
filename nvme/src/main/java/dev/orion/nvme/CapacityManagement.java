package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.ManagementCommand;
import java.io.IOException;

/**
 * Divides a subsystem into endurance groups and NVM sets, which namespaces are created in (Base 5.3
 * and 8.4). For any thread.
 */
public final class CapacityManagement {

  /** Operation: take a configuration of the Supported Capacity Configuration List. */
  public static final int SELECT_CONFIGURATION = 0;

  /** Operation: create an endurance group. */
  public static final int CREATE_ENDURANCE_GROUP = 1;

  /** Operation: delete an endurance group, with all that is in it. */
  public static final int DELETE_ENDURANCE_GROUP = 2;

  /** Operation: create an NVM set in an endurance group. */
  public static final int CREATE_NVM_SET = 3;

  /** Operation: delete an NVM set, with all that is in it. */
  public static final int DELETE_NVM_SET = 4;

  private final CommandSupport support;

  /** Through a controller, if it says that it supports it. */
  public CapacityManagement(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Through a controller. */
  public CapacityManagement(CommandSupport support) {
    this.support = support;
  }

  /**
   * Capacity Management.
   *
   * @param operation one of the constants here
   * @param element what it is about: a configuration, an endurance group or an NVM set
   * @param capacityBytes of what is created, else 0
   * @return the identifier of what was created
   */
  public int manage(int operation, int element, long capacityBytes) throws IOException {
    support.require(AdminOpcode.CAPACITY_MANAGEMENT);
    NvmeCommand command =
        NvmeCommand.of(AdminOpcode.CAPACITY_MANAGEMENT)
            .withCdw10(ManagementCommand.capacityManagementCdw10(operation, element))
            .withCdw11((int) capacityBytes)
            .withCdw12((int) (capacityBytes >>> 32));
    return (int) support.controller().admin(command) & 0xffff;
  }
}
