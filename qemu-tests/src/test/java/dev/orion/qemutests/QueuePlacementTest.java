package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockingIo;
import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.QueuePlacement;
import dev.orion.pci.NanoClock;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Queues in host memory and in the controller memory buffer. QEMU's takes submission queues only,
 * and only VFIO can map it, see {@link NvmeInControllerMemoryContractTest}; so completion queues
 * are tested on the model controller.
 */
class QueuePlacementTest {
  private static final int BLOCK_BYTES = 4096;
  private static final int BLOCKS = 1000;

  private static boolean isUnused(MemorySegment memory) {
    return memory.mismatch(MemorySegment.ofArray(new byte[(int) memory.byteSize()])) < 0;
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void queuesLiveWhereTheyWereAskedFor(boolean submission, boolean completion) throws IOException {
    InProcessModel model =
        new InProcessModel(BlockStore.Memory.ofBytes(8 << 20), BLOCK_BYTES, 4 << 20);
    try (NvmeController controller =
        NvmeController.open(
            model,
            model,
            ControllerSetup.POLLED.withQueues(new QueuePlacement(submission, completion)))) {
      MemorySegment block = MemorySegment.ofArray(new byte[BLOCK_BYTES]);
      try (BlockingIo io = BlockingIo.open(controller.namespace(1), model)) {
        for (int i = 0; i < BLOCKS; i++) {
          block.set(ValueLayout.JAVA_INT_UNALIGNED, 0, i);
          io.write((long) i * BLOCK_BYTES, block);
        }
        for (int i = 0; i < BLOCKS; i++) {
          io.read((long) i * BLOCK_BYTES, block);
          assertThat(block.get(ValueLayout.JAVA_INT_UNALIGNED, 0)).isEqualTo(i);
        }
      }
      assertThat(isUnused(model.buffer())).isEqualTo(!submission && !completion);
    }
  }

  @Test
  void noBuffer() throws IOException {
    assertRefused("nvme0:mdts=7", "no controller memory buffer", "CAP.CMBS=0");
  }

  @Test
  void aBufferThatCannotBeMapped() throws IOException {
    assertRefused("nvme0:cmb_size_mb=16", "cannot be mapped, only reached by messages");
  }

  private static void assertRefused(String device, String... parts) throws IOException {
    try (TestLab lab = TestLab.start(List.of("nvme0:size=64M"), List.of(device))) {
      ControllerSetup setup = ControllerSetup.POLLED.withQueues(new QueuePlacement(true, false));
      assertThatThrownBy(
              () -> NvmeController.open(lab.function("nvme0"), NanoClock.system(), setup))
          .isInstanceOf(NvmeException.class)
          .hasMessageContainingAll(parts);
      assertThat(lab.nvme("nvme0").namespaceIds()).containsExactly(1);
    }
  }
}
