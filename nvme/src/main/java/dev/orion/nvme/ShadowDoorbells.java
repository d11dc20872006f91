package dev.orion.nvme;

import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.Doorbell;
import dev.orion.pci.DmaBuffer;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Doorbells in memory (Base, annex B.5): an emulated controller that is at work looks there by
 * itself, so that a register write, which stops a virtual machine or is a message to another
 * process, is needed only to wake it. The admin queue keeps to its registers.
 *
 * <p>A doorbell belongs to its queue's thread.
 */
final class ShadowDoorbells implements AutoCloseable {

  private static final VarHandle INT =
      ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN).varHandle().withInvokeExactBehavior();

  private final DmaBuffer pages;
  private final MemorySegment doorbells;
  private final MemorySegment eventIndexes;

  private ShadowDoorbells(DmaBuffer pages, int pageSizeBytes) {
    this.pages = pages;
    this.doorbells = pages.segment().asSlice(0, pageSizeBytes);
    this.eventIndexes = pages.segment().asSlice(pageSizeBytes, pageSizeBytes);
  }

  /** Tells a controller, which must know Doorbell Buffer Config, where its doorbells are. */
  static ShadowDoorbells configure(NvmeController controller) throws NvmeException {
    int pageSizeBytes = controller.pageSizeBytes();
    DmaBuffer pages = controller.dma().allocate(2L * pageSizeBytes, pageSizeBytes);
    try {
      ShadowDoorbells shadows = new ShadowDoorbells(pages, pageSizeBytes);
      shadows.tell(controller);
      return shadows;
    } catch (NvmeException | RuntimeException e) {
      pages.close();
      throw e;
    }
  }

  /** Tells the controller of them, which forgets them in a reset. */
  void tell(NvmeController controller) throws NvmeException {
    controller.admin(NvmeCommand.of(AdminOpcode.DOORBELL_BUFFER_CONFIG).withData(pages));
  }

  /** Queue pairs, the admin queue's included, that a page has doorbells for. */
  int pairs(int strideBytes) {
    return (int) (doorbells.byteSize() / strideBytes / 2);
  }

  /** Forgets what an earlier queue of that identifier left there; before a new one is created. */
  void clear(long offset) {
    INT.setRelease(doorbells, offset, 0);
    INT.setRelease(eventIndexes, offset, 0);
  }

  /**
   * Writes a doorbell.
   *
   * @param offset from {@link Doorbell#BASE}
   * @return whether the controller asks for the register write, too
   */
  boolean write(long offset, int value) {
    int old = (int) INT.get(doorbells, offset);
    INT.setRelease(doorbells, offset, value);
    VarHandle.fullFence(); // The controller writes its index, then looks at the doorbell once more.
    int event = (int) INT.getAcquire(eventIndexes, offset);
    return (value - event - 1 & 0xffff) < (value - old & 0xffff);
  }

  /** Gives the memory back; the controller must have been reset. */
  @Override
  public void close() {
    pages.close();
  }
}
