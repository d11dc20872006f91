package dev.orion.nvme;

import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.ReclaimUnitHandleStatus;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;

/**
 * The placement handles of a namespace with Flexible Data Placement: writes with a directive of
 * type 2 name one, and what they write lies together (TP4146). For any thread.
 */
public final class PlacementHandles {

  /** Management Operation of I/O Management Receive: Reclaim Unit Handle Status. */
  public static final int STATUS = 1;

  /** Management Operation of I/O Management Send: Reclaim Unit Handle Update. */
  public static final int UPDATE = 1;

  private static final int FIRST_STATUS_BYTES = 4096;
  private static final String WHY = "CTRATT bit 19 (FDPS) is 0 in Identify Controller";

  private final NvmeController controller;
  private final int nsid;
  private final CommandSupport support;

  /** Of a namespace, as far as {@code support} says that its controller supports them. */
  public PlacementHandles(NvmeNamespace namespace, CommandSupport support) {
    this.controller = namespace.controller();
    this.nsid = namespace.nsid();
    this.support = support;
  }

  /**
   * The handles, and how much fits into what each writes to.
   *
   * @throws NvmeException if the controller's answer cannot be
   */
  public ReclaimUnitHandleStatus status() throws IOException {
    try (DmaBuffer first = controller.dma().allocate(FIRST_STATUS_BYTES)) {
      receive(STATUS, 0, first);
      int lengthBytes =
          ReclaimUnitHandleStatus.HEADER_BYTES
              + ReclaimUnitHandleStatus.count(first.segment())
                  * ReclaimUnitHandleStatus.ENTRY_BYTES;
      if (lengthBytes <= FIRST_STATUS_BYTES) {
        return PageParser.parse(controller, first.segment(), ReclaimUnitHandleStatus::new);
      }
      try (DmaBuffer all =
          controller.dma().allocate(Math.min(lengthBytes, controller.maxTransferBytes()))) {
        receive(STATUS, 0, all);
        return PageParser.parse(controller, all.segment(), ReclaimUnitHandleStatus::new);
      }
    }
  }

  /** Has the next writes to some placement identifiers begin empty reclaim units. */
  public void update(int... placementIds) throws IOException {
    try (DmaBuffer list = controller.dma().allocate((long) placementIds.length * Short.BYTES)) {
      for (int i = 0; i < placementIds.length; i++) {
        list.segment().set(LittleEndian.SHORT, (long) i * Short.BYTES, (short) placementIds[i]);
      }
      send(UPDATE, placementIds.length - 1, list);
    }
  }

  /**
   * I/O Management Receive of any operation.
   *
   * @param operation Management Operation, 8 bits
   * @param specific Management Operation Specific, 16 bits
   */
  public void receive(int operation, int specific, DmaBuffer data) throws IOException {
    support.require(hasPlacement(), NvmOpcode.IO_MANAGEMENT_RECEIVE.specName(), WHY);
    data.segment().fill((byte) 0);
    controller.io(
        command(NvmOpcode.IO_MANAGEMENT_RECEIVE, operation, specific)
            .withCdw11((int) (data.lengthBytes() / Integer.BYTES) - 1)
            .withData(data));
  }

  /** I/O Management Send of any operation; parameters as of {@link #receive}. */
  public void send(int operation, int specific, DmaBuffer data) throws IOException {
    support.require(hasPlacement(), NvmOpcode.IO_MANAGEMENT_SEND.specName(), WHY);
    controller.io(command(NvmOpcode.IO_MANAGEMENT_SEND, operation, specific).withData(data));
  }

  private boolean hasPlacement() {
    return (controller.identity().ctratt() & IdentifyController.CTRATT_FLEXIBLE_DATA_PLACEMENT)
        != 0;
  }

  private NvmeCommand command(NvmOpcode opcode, int operation, int specific) {
    if ((operation & ~0xff) != 0 || (specific & ~0xffff) != 0) {
      throw new IllegalArgumentException(
          "%s: operation %d with %d, and these have 8 and 16 bits"
              .formatted(opcode.specName(), operation, specific));
    }
    return NvmeCommand.of(opcode).withNsid(nsid).withCdw10(operation | specific << 16);
  }
}
