package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.ManagementCommand;
import java.io.IOException;

/**
 * Prohibits commands and the setting of features, until the next power cycle or until they are
 * allowed again (Base 5.19 and 8.5). For any thread.
 */
public final class Lockdown {

  private final CommandSupport support;

  /** Through a controller, if it says that it supports it. */
  public Lockdown(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Through a controller. */
  public Lockdown(CommandSupport support) {
    this.support = support;
  }

  /**
   * Prohibits or allows.
   *
   * @param scope what {@code code} is: 0 an admin opcode, 2 a Feature Identifier, 3 and 4 of the
   *     Management Interface
   * @param interfaces for whom: 0 admin queues, 1 these and out of band, 2 out of band
   * @param code the opcode or Feature Identifier, 0 to 255
   * @param uuidIndex for what is vendor specific, 0 for none
   */
  public void set(boolean prohibit, int scope, int interfaces, int code, int uuidIndex)
      throws IOException {
    support.require(AdminOpcode.LOCKDOWN);
    support
        .controller()
        .admin(
            NvmeCommand.of(AdminOpcode.LOCKDOWN)
                .withCdw10(ManagementCommand.lockdownCdw10(scope, prohibit, interfaces, code))
                .withCdw14(ManagementCommand.uuidIndexCdw14(uuidIndex)));
  }
}
