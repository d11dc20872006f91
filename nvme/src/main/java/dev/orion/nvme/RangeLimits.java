package dev.orion.nvme;

import dev.orion.nvme.spec.Cap;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyControllerNvm;
import dev.orion.nvme.spec.NvmCommand;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;

/**
 * Blocks that one command without data may name.
 *
 * @param writeZeroesBlocks of a Write Zeroes (WZSL)
 * @param verifyBlocks of a Verify (VSL)
 * @param writeUncorrectableBlocks of a Write Uncorrectable (WUSL)
 * @param discardRanges ranges of a Dataset Management (DMRL)
 * @param discardBlocks of one of its ranges (DMRSL)
 * @param discardTotalBlocks of all its ranges (DMSL)
 */
record RangeLimits(
    int writeZeroesBlocks,
    int verifyBlocks,
    int writeUncorrectableBlocks,
    int discardRanges,
    long discardBlocks,
    long discardTotalBlocks) {

  /** A Dataset Management range counts its blocks in 32 bits. */
  private static final long MAX_RANGE_BLOCKS = 0xffff_ffffL;

  private static final RangeLimits NONE =
      new RangeLimits(
          NvmCommand.MAX_LBA_COUNT,
          NvmCommand.MAX_LBA_COUNT,
          NvmCommand.MAX_LBA_COUNT,
          NvmCommand.DSM_MAX_RANGES,
          MAX_RANGE_BLOCKS,
          Long.MAX_VALUE);

  /** The limits of the controller, which those before NVMe 2.0 do not state. */
  static RangeLimits of(NvmeController controller, int blockSizeBytes) throws NvmeException {
    if ((Cap.css(controller.cap()) & Cap.CSS_IO_COMMAND_SETS) == 0) {
      return NONE;
    }
    try {
      IdentifyControllerNvm limits =
          new IdentifyControllerNvm(controller.identify(Cns.CONTROLLER_BY_CSI, Csi.NVM, 0));
      int mpsmin = Cap.mpsmin(controller.cap());
      return new RangeLimits(
          blocks(limits.wzslBytes(mpsmin), blockSizeBytes),
          blocks(limits.vslBytes(mpsmin), blockSizeBytes),
          blocks(limits.wuslBytes(mpsmin), blockSizeBytes),
          limits.dmrl() == 0 ? NvmCommand.DSM_MAX_RANGES : limits.dmrl(),
          limits.dmrsl() == 0 ? MAX_RANGE_BLOCKS : limits.dmrsl(),
          limits.dmsl() <= 0 ? Long.MAX_VALUE : limits.dmsl());
    } catch (NvmeException e) {
      Status status = e.status();
      if (status != null && status.is(StatusCode.INVALID_FIELD_IN_COMMAND)) {
        return NONE;
      }
      throw e;
    }
  }

  private static int blocks(long limitBytes, int blockSizeBytes) {
    return Math.clamp(limitBytes / blockSizeBytes, 1, NvmCommand.MAX_LBA_COUNT);
  }
}
