package dev.orion.simulation.model;

import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.StatusCode;

/**
 * Compare, and the fused Compare and Write (NVM 3.1.1): the second of two neighbours is executed if
 * the first went well, and is of the same range.
 */
public final class ModelFused {

  private static final int NORMAL = 0;
  private static final int FIRST = 1;
  private static final int SECOND = 2;

  private final ModelBlocks blocks;
  private boolean awaitsSecond;
  private int firstStatus;
  private long firstBlock;
  private int firstCount;

  private ModelFused(ModelBlocks blocks) {
    this.blocks = blocks;
  }

  /**
   * Gives a controller these commands, and has it say so.
   *
   * @param limitBlocks of the two together (ACWU)
   */
  public static void addTo(
      ModelController controller, BlockStore store, int blockSizeBytes, int limitBlocks) {
    ModelFused fused = new ModelFused(new ModelBlocks(store, blockSizeBytes));
    controller.onIo(NvmOpcode.COMPARE.code(), fused::compare);
    controller.onIo(NvmOpcode.WRITE.code(), fused::write);
    controller.setIdentify(Cns.CONTROLLER, 520, 2, 0x000d); // ONCS: Compare, DSM, Write Zeroes
    controller.setIdentify(Cns.CONTROLLER, 522, 2, 1); // FUSES
    controller.setIdentify(Cns.CONTROLLER, 532, 2, limitBlocks - 1); // ACWU
  }

  private int compare(ModelRequest request) {
    if (awaitsSecond || fuse(request) == SECOND) {
      awaitsSecond = false;
      return ModelRequest.status(StatusCode.COMMAND_ABORTED_DUE_TO_MISSING_FUSED_COMMAND);
    }
    int status = blocks.compare(request);
    if (fuse(request) == FIRST) {
      awaitsSecond = true;
      firstStatus = status;
      firstBlock = ModelBlocks.first(request);
      firstCount = ModelBlocks.count(request);
    }
    return status;
  }

  private int write(ModelRequest request) {
    boolean isSecond = awaitsSecond;
    awaitsSecond = false;
    if (fuse(request) == NORMAL && !isSecond) {
      return blocks.write(request);
    }
    if (!isSecond || fuse(request) != SECOND) {
      return ModelRequest.status(StatusCode.COMMAND_ABORTED_DUE_TO_MISSING_FUSED_COMMAND);
    }
    if (firstStatus != ModelRequest.SUCCESS) {
      return ModelRequest.status(StatusCode.COMMAND_ABORTED_DUE_TO_FAILED_FUSED_COMMAND);
    }
    if (ModelBlocks.first(request) != firstBlock || ModelBlocks.count(request) != firstCount) {
      return ModelRequest.status(StatusCode.INVALID_FIELD_IN_COMMAND);
    }
    return blocks.write(request);
  }

  private static int fuse(ModelRequest request) {
    return request.cdw(0) >>> 8 & 3;
  }
}
