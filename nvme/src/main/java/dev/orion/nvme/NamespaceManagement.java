package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Creates and deletes the namespaces of a subsystem, and attaches them to its controllers (Base
 * 5.22, 5.23 and 8.11). A namespace can be used through a controller that it is attached to. For
 * any thread.
 *
 * <p>Every method throws {@link UnsupportedCommandException} if the controller says that it cannot
 * do that, and {@link NvmeException} if it refuses or does not answer.
 */
public final class NamespaceManagement {

  /** Controllers that a list has room for. */
  public static final int MAX_CONTROLLERS = 2047;

  private static final int DATA_BYTES = 4096;
  private static final long TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(2);

  private final NvmeController controller;
  private final CommandSupport support;

  /** Through a controller, as far as it says that it supports it. */
  public NamespaceManagement(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Through a controller. */
  public NamespaceManagement(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
  }

  /**
   * Creates a namespace, which no controller is attached to yet.
   *
   * @return its identifier
   */
  public int create(NewNamespace namespace) throws IOException {
    support.require(AdminOpcode.NAMESPACE_MANAGEMENT);
    try (DmaBuffer data = controller.dma().allocate(DATA_BYTES)) {
      namespace.write(data.segment());
      int nsid =
          (int)
              controller.admin(
                  NvmeCommand.of(AdminOpcode.NAMESPACE_MANAGEMENT)
                      .named("Namespace Management (create)")
                      .withCdw10(ManagementCommand.namespaceCdw10(ManagementCommand.SEL_CREATE))
                      .withCdw11(ManagementCommand.namespaceManagementCdw11(namespace.csi()))
                      .withData(data),
                  TIMEOUT_NANOS);
      if (nsid == 0 || nsid == -1) {
        throw new NvmeException(
            "%s: it says it has created namespace %Xh, which none can be"
                .formatted(controller.name(), nsid));
      }
      return nsid;
    }
  }

  /**
   * Deletes a namespace and all that is in it.
   *
   * @param nsid the namespace, or FFFFFFFFh for all
   */
  public void delete(int nsid) throws IOException {
    support.require(AdminOpcode.NAMESPACE_MANAGEMENT);
    controller.admin(
        NvmeCommand.of(AdminOpcode.NAMESPACE_MANAGEMENT)
            .named("Namespace Management (delete %s)".formatted(Integer.toUnsignedString(nsid)))
            .withNsid(nsid)
            .withCdw10(ManagementCommand.namespaceCdw10(ManagementCommand.SEL_DELETE)),
        TIMEOUT_NANOS);
  }

  /** Attaches a namespace to controllers, given by their identifiers. */
  public void attach(int nsid, List<Integer> controllers) throws IOException {
    attachment(nsid, controllers, ManagementCommand.SEL_ATTACH, "attach");
  }

  /** Detaches a namespace from controllers, given by their identifiers. */
  public void detach(int nsid, List<Integer> controllers) throws IOException {
    attachment(nsid, controllers, ManagementCommand.SEL_DETACH, "detach");
  }

  private void attachment(int nsid, List<Integer> controllers, int sel, String verb)
      throws IOException {
    if (controllers.isEmpty() || controllers.size() > MAX_CONTROLLERS) {
      throw new IllegalArgumentException(
          "a list of %d controllers; it must have 1 to %d"
              .formatted(controllers.size(), MAX_CONTROLLERS));
    }
    support.require(AdminOpcode.NAMESPACE_ATTACHMENT);
    try (DmaBuffer data = controller.dma().allocate(DATA_BYTES)) {
      data.segment().set(LittleEndian.SHORT, 0, (short) controllers.size());
      long offset = LittleEndian.SHORT.byteSize();
      for (int id : controllers.stream().sorted().toList()) {
        if (id >>> 16 != 0) {
          throw new IllegalArgumentException("controller " + id + ", must be 0 to 65535");
        }
        data.segment().set(LittleEndian.SHORT, offset, (short) id);
        offset += LittleEndian.SHORT.byteSize();
      }
      controller.admin(
          NvmeCommand.of(AdminOpcode.NAMESPACE_ATTACHMENT)
              .named("Namespace Attachment (%s %s)".formatted(verb, Integer.toUnsignedString(nsid)))
              .withNsid(nsid)
              .withCdw10(ManagementCommand.namespaceCdw10(sel))
              .withData(data));
    }
  }
}
