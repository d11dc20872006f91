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
 * @param writeZeroesBlocks of a Write Zeroes
 * @param discardBlocks of the one range of a Dataset Management
 */
record RangeLimits(int writeZeroesBlocks, long discardBlocks) {

  /** A Dataset Management range counts its blocks in 32 bits. */
  private static final long MAX_RANGE_BLOCKS = 0xffff_ffffL;

  private static final RangeLimits NONE =
      new RangeLimits(NvmCommand.MAX_LBA_COUNT, MAX_RANGE_BLOCKS);

  /** WZSL and DMRSL of the controller, which those before NVMe 2.0 do not state. */
  static RangeLimits of(NvmeController controller, int blockSizeBytes) throws NvmeException {
    if ((Cap.css(controller.cap()) & Cap.CSS_IO_COMMAND_SETS) == 0) {
      return NONE;
    }
    try {
      IdentifyControllerNvm limits =
          new IdentifyControllerNvm(controller.identify(Cns.CONTROLLER_BY_CSI, Csi.NVM, 0));
      long writeZeroesBytes = limits.wzslBytes(Cap.mpsmin(controller.cap()));
      return new RangeLimits(
          Math.clamp(writeZeroesBytes / blockSizeBytes, 1, NvmCommand.MAX_LBA_COUNT),
          limits.dmrsl() == 0 ? MAX_RANGE_BLOCKS : limits.dmrsl());
    } catch (NvmeException e) {
      Status status = e.status();
      if (status != null && status.is(StatusCode.INVALID_FIELD_IN_COMMAND)) {
        return NONE;
      }
      throw e;
    }
  }
}
