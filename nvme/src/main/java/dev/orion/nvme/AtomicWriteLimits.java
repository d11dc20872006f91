package dev.orion.nvme;

import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.IdentifyNamespace;

/**
 * How long a write may be that happens as a whole or not at all (NVM 2.1.4), in logical blocks. The
 * namespace's own limits count where it has some, else the controller's.
 *
 * @param normalBlocks seen by other commands (AWUN, NAWUN)
 * @param powerFailBlocks found after a loss of power (AWUPF, NAWUPF)
 * @param compareAndWriteBlocks of a fused compare and write (ACWU, NACWU)
 * @param boundaryBlocks a write is atomic if it crosses no multiple of this, counted from {@code
 *     boundaryOffset}; 0 for no boundaries (NABSN)
 * @param powerFailBoundaryBlocks the same for a loss of power (NABSPF)
 * @param boundaryOffset the first block of the first boundary (NABO)
 */
public record AtomicWriteLimits(
    int normalBlocks,
    int powerFailBlocks,
    int compareAndWriteBlocks,
    int boundaryBlocks,
    int powerFailBoundaryBlocks,
    int boundaryOffset) {

  static AtomicWriteLimits of(IdentifyController controller, IdentifyNamespace namespace) {
    boolean own = (namespace.nsfeat() & IdentifyNamespace.NSFEAT_NSABP) != 0;
    return new AtomicWriteLimits(
        blocks(own ? namespace.nawunZeroBased() : 0, controller.awunZeroBased()),
        blocks(own ? namespace.nawupfZeroBased() : 0, controller.awupfZeroBased()),
        blocks(own ? namespace.nacwuZeroBased() : 0, controller.acwuZeroBased()),
        own ? boundary(namespace.nabsnZeroBased()) : 0,
        own ? boundary(namespace.nabspfZeroBased()) : 0,
        own ? namespace.nabo() : 0);
  }

  /** A namespace's limit of 0 is none of its own. */
  private static int blocks(int namespaceZeroBased, int controllerZeroBased) {
    return (namespaceZeroBased == 0 ? controllerZeroBased : namespaceZeroBased) + 1;
  }

  private static int boundary(int zeroBased) {
    return zeroBased == 0 ? 0 : zeroBased + 1;
  }

  /** Why a write of a range is not atomic for other commands; empty if it is. */
  String obstacle(long block, int count) {
    if (count > normalBlocks) {
      return "it has %d blocks, and up to %d are written at once (AWUN, NAWUN)"
          .formatted(count, normalBlocks);
    }
    if (boundaryBlocks != 0 && crosses(block, count)) {
      return "it crosses a boundary at a multiple of %d blocks after block %d (NABSN, NABO)"
          .formatted(boundaryBlocks, boundaryOffset);
    }
    return "";
  }

  private boolean crosses(long block, int count) {
    return Math.floorDiv(block - boundaryOffset, (long) boundaryBlocks)
        != Math.floorDiv(block + count - 1 - boundaryOffset, (long) boundaryBlocks);
  }
}
