package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.RecoveryEvent;
import dev.orion.nvme.RecoveryEvent.Step;
import dev.orion.nvme.RecoveryLimits;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that take too long, on QEMU's controller: of a namespace whose storage is slow. QEMU
 * aborts none of them, and its reset waits for them.
 */
@Timeout(120)
class ControllerRecoveryTest {

  private static final int SLOW_NSID = 2;
  private static final int BLOCK_BYTES = 4096;
  private static final String SLOW =
      "driver=null-co,size=16777216,read-zeroes=on,latency-ns=1500000000";
  private static final RecoveryLimits SHORT = new RecoveryLimits(200_000_000, 50_000_000, 10, 1);

  @TempDir private Path directory;

  @Test
  void aSlowNamespaceHasTheControllerResetAndTheOtherGoesOn() throws IOException {
    List<RecoveryEvent> events = new ArrayList<>();
    try (QtestLab lab =
            QtestLab.start(
                new TestLabDefinition(List.of("nvme0:size=16M"), List.of()),
                QemuScript.adding(directory, QemuScript.namespace(SLOW_NSID, BLOCK_BYTES, SLOW)));
        NvmeController controller =
            NvmeController.open(
                lab.function("nvme0"),
                NanoClock.system(),
                ControllerSetup.POLLED.withRecovery(SHORT));
        BlockQueue slow = controller.namespace(SLOW_NSID).openQueue(4);
        BlockQueue fast = controller.namespace(1).openQueue(8);
        DmaBuffer buffer = controller.dma().allocate(16 * BLOCK_BYTES)) {
      controller.addRecoveryListener(events::add);
      BlockRequest hanging = new BlockRequest().read(0, 1).add(buffer, 0, BLOCK_BYTES);
      assertThat(slow.submit(hanging)).isTrue();
      long written = 0;
      while (hanging.isInFlight()) {
        slow.poll();
        written = writeAndRead(fast, buffer, written + 1);
      }
      assertThat(hanging.failure()).isNotNull();
      assertThat(hanging.failure().kind()).isEqualTo(BlockException.Kind.RESET);
      assertThat(hanging.failure())
          .hasMessageContaining("qemu:lab/nvme0 namespace 2: read of block 0 was not answered")
          .hasMessageContaining("did not end within 200 ms");
      assertThat(events)
          .filteredOn(event -> event.reason().contains("of queue 1 ")) // QEMU may stall the other.
          .extracting(RecoveryEvent::step)
          .containsSubsequence(Step.ABORT, Step.CONTROLLER_RESET, Step.RECOVERED)
          .doesNotContain(Step.GONE, Step.FUNCTION_RESET);
      writeAndRead(fast, buffer, written + 1);
    }
  }

  /** Writes a number to a block, and reads it back; returns it. */
  private static long writeAndRead(BlockQueue queue, DmaBuffer buffer, long number) {
    DmaBuffer data = buffer.slice(8L * BLOCK_BYTES, BLOCK_BYTES);
    byte content = (byte) number;
    data.segment().fill(content);
    run(queue, new BlockRequest().write(number % 1000, 1).add(data));
    data.segment().fill((byte) ~content);
    run(queue, new BlockRequest().read(number % 1000, 1).add(data));
    assertThat(data.segment().toArray(ValueLayout.JAVA_BYTE)).containsOnly(content);
    return number;
  }

  private static void run(BlockQueue queue, BlockRequest request) {
    assertThat(queue.submit(request)).isTrue();
    while (request.isInFlight()) {
      queue.poll();
    }
    assertThat(request.failure()).isNull();
  }
}
