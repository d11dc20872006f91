package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.LbaStatusDescriptors;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;

/** Asks a controller which blocks it may not be able to read (Get LBA Status, NVM 4.2.1). */
public final class LbaStatus {

  /** Action Type: look at the media for blocks that cannot be read, then list them. */
  public static final int SCAN = 0x10;

  /** Action Type: list the blocks that are known. */
  public static final int TRACKED = 0x11;

  private final NvmeNamespace namespace;
  private final CommandSupport support;

  /** Of a namespace, as far as {@code support} says that its controller supports it. */
  public LbaStatus(NvmeNamespace namespace, CommandSupport support) {
    this.namespace = namespace;
    this.support = support;
  }

  /**
   * Asks.
   *
   * @param action {@link #SCAN}, {@link #TRACKED} or another, 8 bits
   * @param block where to begin
   * @param rangeBlocks how far to look, 16 bits; 0 to the namespace's end
   * @param lengthBytes of the answer at the most, a multiple of 4 from 8 on
   * @throws NvmeException if the answer cannot be
   */
  public LbaStatusDescriptors get(int action, long block, int rangeBlocks, int lengthBytes)
      throws IOException {
    if ((action & ~0xff) != 0 || (rangeBlocks & ~0xffff) != 0) {
      throw new IllegalArgumentException(
          "action type %d with a range of %d blocks, and these have 8 and 16 bits"
              .formatted(action, rangeBlocks));
    }
    support.require(AdminOpcode.GET_LBA_STATUS);
    NvmeController controller = namespace.controller();
    try (DmaBuffer page = controller.dma().allocate(lengthBytes)) {
      page.segment().fill((byte) 0);
      controller.admin(
          NvmeCommand.of(AdminOpcode.GET_LBA_STATUS)
              .withNsid(namespace.nsid())
              .withCdw10And11(block)
              .withCdw12(lengthBytes / Integer.BYTES - 1)
              .withCdw13(rangeBlocks | action << 24)
              .withData(page));
      return PageParser.parse(controller, page.segment(), LbaStatusDescriptors::new);
    }
  }
}
