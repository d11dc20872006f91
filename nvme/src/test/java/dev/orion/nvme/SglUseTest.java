package dev.orion.nvme;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.ModelController.IoCommand;
import dev.orion.nvme.spec.SglDescriptor;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When requests go as SGLs, and what these say. */
@Timeout(60)
class SglUseTest {

  private static final int SGL = SubmissionQueueEntry.PSDT_SGL_MPTR_CONTIGUOUS;

  private final ModelController model = new ModelController();

  /** What the controller supports, where the data begin, and what the command has. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, false",
    "1, 0, 0, false",
    "1, 512, 0, false",
    "1, 1, 1, false",
    "2, 1, 0, true",
    "0, 1, 0, true"
  })
  void sglsAreForWhatPrpsCannotDescribe(int support, int offset, int psdt, boolean copies)
      throws IOException {
    model.setIdentify(0x01, 536, 4, support); // SGLS
    try (NvmeController controller = NvmeController.open(model, new VirtualClock());
        BlockQueue queue = controller.namespace(1).openQueue(1);
        DmaBuffer buffer = controller.dma().allocate(16 << 10)) {
      BlockRequest request = new BlockRequest().read(0, 2).add(buffer, offset, 8192);
      queue.submit(request);
      while (request.isInFlight()) {
        queue.poll();
      }
      IoCommand command = model.ioCommands.getFirst();
      assertThat(command.psdt()).isEqualTo(psdt);
      assertThat(command.prp1() != buffer.iova() + offset).isEqualTo(copies);
      if (psdt == SGL) {
        assertThat(command.prp2()).isEqualTo(8192); // One Data Block descriptor
      }
    }
  }

  @Test
  void severalPiecesAreALastSegment() throws IOException {
    model.setIdentify(0x01, 536, 4, 2);
    try (NvmeController controller = NvmeController.open(model, new VirtualClock());
        BlockQueue queue = controller.namespace(1).openQueue(1);
        DmaBuffer buffer = controller.dma().allocate(16 << 10)) {
      BlockRequest request =
          new BlockRequest().write(0, 1).add(buffer, 0, 96).add(buffer, 500, 4000);
      queue.submit(request);
      while (request.isInFlight()) {
        queue.poll();
      }
      IoCommand command = model.ioCommands.getFirst();
      assertThat(command.psdt()).isEqualTo(SGL);
      assertThat(command.prp2()).isEqualTo(SglDescriptor.high(SglDescriptor.TYPE_LAST_SEGMENT, 32));
      MemorySegment list = model.at(command.prp1(), 32);
      assertThat(list.toArray(ValueLayout.JAVA_LONG_UNALIGNED))
          .containsExactly(buffer.iova(), 96, buffer.iova() + 500, 4000);
    }
  }
}
