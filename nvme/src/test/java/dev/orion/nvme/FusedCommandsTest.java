package dev.orion.nvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.orion.nvme.ModelController.IoCommand;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.Status;
import dev.orion.nvme.spec.StatusCode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How the two commands of a fused operation arrive. */
@Timeout(60)
class FusedCommandsTest {

  private final ModelController model = new ModelController();

  @BeforeEach
  void beAbleTo() {
    model.setIdentify(0x01, 520, 2, 1); // ONCS: Compare
    model.setIdentify(0x01, 522, 2, 1); // FUSES: Compare and Write
  }

  /** Neighbours, also around the end of the queue, and told of by one write of the doorbell. */
  @Test
  void bothArriveAtOnce() throws IOException {
    try (NvmeController controller = NvmeController.open(model, new VirtualClock());
        DmaBuffer block = controller.dma().allocate(4096)) {
      NvmCommands commands = new NvmCommands(controller.namespace(1));
      for (int i = 0; i < 5; i++) {
        commands.compareAndWrite(7, 1, block, block, IoOptions.NONE);
      }
      assertThat(model.ioCommandsPerRing).containsExactly(2, 2, 2, 2, 2);
      assertThat(model.ioCommands.subList(8, 10))
          .extracting(IoCommand::opcode, IoCommand::fuse, IoCommand::slba)
          .containsExactly(
              tuple(NvmOpcode.COMPARE.code(), SubmissionQueueEntry.FUSE_FIRST, 7L),
              tuple(NvmOpcode.WRITE.code(), SubmissionQueueEntry.FUSE_SECOND, 7L));
    }
  }

  @Test
  void theFailureThatMadeBothFailIsTold() throws IOException {
    try (NvmeController controller = NvmeController.open(model, new VirtualClock());
        DmaBuffer block = controller.dma().allocate(4096)) {
      NvmCommands commands = new NvmCommands(controller.namespace(1));
      model.statusField = Status.of(StatusCode.COMMAND_ABORTED_DUE_TO_FAILED_FUSED_COMMAND).field();
      assertThatThrownBy(() -> commands.compareAndWrite(7, 1, block, block, IoOptions.NONE))
          .hasMessageContaining("Write of block 7 failed: Command Aborted due to Failed Fused");
      model.statusField = Status.of(StatusCode.COMPARE_FAILURE).field();
      assertThatThrownBy(() -> commands.compareAndWrite(7, 1, block, block, IoOptions.NONE))
          .hasMessageContaining("Compare of block 7 failed: Compare Failure");
    }
  }

  @Test
  void aQueueOfOneCommandHasNoRoomForTwo() throws IOException {
    model.cap = (model.cap & ~0xffffL) | 1; // MQES: two entries
    try (NvmeController controller = NvmeController.open(model, new VirtualClock());
        DmaBuffer block = controller.dma().allocate(4096)) {
      NvmCommands commands = new NvmCommands(controller.namespace(1));
      assertThatThrownBy(() -> commands.compareAndWrite(7, 1, block, block, IoOptions.NONE))
          .hasMessageContaining("need room for two commands, and the queue has less");
      commands.compare(7, 1, block, null, IoOptions.NONE);
    }
  }
}
