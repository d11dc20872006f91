package dev.orion.tools;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.NvmeController;
import picocli.CommandLine.Option;

/** Whether a command is sent whatever the controller says that it supports. */
final class ForceOption {
  @Option(
      names = "--force",
      description = "Send it even if the controller says that it does not support it.")
  private boolean force;

  boolean isGiven() {
    return force;
  }

  CommandSupport of(NvmeController controller) {
    return force ? CommandSupport.assumed(controller) : CommandSupport.stated(controller);
  }
}
