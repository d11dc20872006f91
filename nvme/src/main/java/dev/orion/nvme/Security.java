package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.ManagementCommand;
import dev.orion.nvme.spec.OpalDiscovery;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Talks to what guards a controller's data, in protocols that are not NVMe's (Base 5.25 and 5.26;
 * protocols: SPC-5, SFSC, TCG). For any thread.
 */
public final class Security {

  /** Security Protocol: which protocols there are. */
  public static final int PROTOCOL_INFORMATION = 0x00;

  /** Security Protocol: TCG, the first of six. */
  public static final int PROTOCOL_TCG = 0x01;

  private static final int COM_ID_LEVEL_0_DISCOVERY = 0x0001;
  private static final int DISCOVERY_BYTES = 4096;

  private final NvmeController controller;
  private final CommandSupport support;

  /** Of a controller, if it says that it supports it. */
  public Security(NvmeController controller) {
    this(CommandSupport.stated(controller));
  }

  /** Of a controller. */
  public Security(CommandSupport support) {
    this.controller = support.controller();
    this.support = support;
  }

  /**
   * What the data of a command are for.
   *
   * @param nsid the namespace, 0 for none
   * @param protocol Security Protocol (SECP), 0 to 255
   * @param specific Security Protocol Specific (SPSP), 0 to 65535
   * @param nvmeSpecific NVMe Security Specific Field (NSSF), 0 to 255
   */
  public record Target(int nsid, int protocol, int specific, int nvmeSpecific) {

    /** A protocol, for the controller as a whole. */
    public static Target of(int protocol, int specific) {
      return new Target(0, protocol, specific, 0);
    }

    int cdw10() {
      return ManagementCommand.securityCdw10(protocol, specific, nvmeSpecific);
    }
  }

  /** Security Send. */
  public void send(Target target, MemorySegment data) throws IOException {
    support.require(AdminOpcode.SECURITY_SEND);
    try (DmaBuffer buffer = controller.dma().allocate(data.byteSize())) {
      buffer.segment().copyFrom(data);
      controller.admin(command(AdminOpcode.SECURITY_SEND, target, (int) data.byteSize(), buffer));
    }
  }

  /**
   * Security Receive.
   *
   * @param allocationLength Allocation Length, in the protocol's unit
   * @param lengthBytes bytes that there is room for
   */
  public MemorySegment receive(Target target, int allocationLength, int lengthBytes)
      throws IOException {
    support.require(AdminOpcode.SECURITY_RECEIVE);
    try (DmaBuffer buffer = controller.dma().allocate(lengthBytes)) {
      controller.admin(command(AdminOpcode.SECURITY_RECEIVE, target, allocationLength, buffer));
      return NvmeController.onHeap(buffer);
    }
  }

  private static NvmeCommand command(
      AdminOpcode opcode, Target target, int cdw11, DmaBuffer buffer) {
    return NvmeCommand.of(opcode)
        .withNsid(target.nsid())
        .withCdw10(target.cdw10())
        .withCdw11(cdw11)
        .withData(buffer);
  }

  /**
   * TCG Level 0 Discovery: what a self-encrypting drive can do, and whether it is locked.
   *
   * @throws NvmeException if the controller refuses, or returns what cannot be
   */
  public OpalDiscovery discoverOpal() throws IOException {
    MemorySegment data =
        receive(
            Target.of(PROTOCOL_TCG, COM_ID_LEVEL_0_DISCOVERY), DISCOVERY_BYTES, DISCOVERY_BYTES);
    try {
      return OpalDiscovery.of(data);
    } catch (IllegalArgumentException e) {
      throw new NvmeException(
          "%s: its Level 0 Discovery makes no sense: %s"
              .formatted(controller.name(), e.getMessage()));
    }
  }
}
