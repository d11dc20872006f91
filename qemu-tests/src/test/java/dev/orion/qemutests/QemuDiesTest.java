package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** QEMU is killed while a client uses it: a device that vanished. */
@Timeout(60)
class QemuDiesTest {

  @Test
  void everyRequestInFlightEndsOnce() throws IOException {
    try (QtestLab lab = QtestLab.standard()) {
      NvmeController controller = lab.nvme("nvme0");
      NvmeNamespace namespace = controller.namespace(1);
      DmaBuffer buffer = namespace.dma().allocate(1 << 20);
      BlockQueue queue = namespace.openQueue(64);
      List<BlockException> failures = new ArrayList<>();
      int[] ended = {0};
      int[] submitted = {0};
      boolean[] killed = {false};
      for (int i = 0; i < 64; i++) {
        // Some are split into many commands, some wait for a free tracker.
        long blocks = i % 3 == 0 ? 256 : 1;
        BlockRequest request = new BlockRequest().write(i * 256L, blocks);
        request.add(buffer, 0, blocks * 4096);
        request.onComplete(
            done -> {
              ended[0]++;
              if (done.failure() != null) {
                failures.add(done.failure());
              } else if (!killed[0]) {
                submitted[0]++;
                queue.submit(done.write(done.block(), blocks).add(buffer, 0, blocks * 4096));
              }
            });
        submitted[0]++;
        assertThat(queue.submit(request)).isTrue();
      }
      for (int i = 0; i < 1000; i++) {
        queue.poll();
      }
      lab.killQemu();
      killed[0] = true;
      while (queue.inFlight() > 0) {
        queue.poll();
      }
      assertThat(ended[0]).isEqualTo(submitted[0]);
      assertThat(failures)
          .isNotEmpty()
          .allSatisfy(
              failure -> {
                assertThat(failure.kind()).isEqualTo(BlockException.Kind.DEVICE_GONE);
                assertThat(failure)
                    .hasMessageContaining("qemu:lab/nvme0 namespace 1: write of block")
                    .hasMessageContaining("qtest.sock");
              });

      BlockRequest late = new BlockRequest().read(0, 1).add(buffer, 0, 4096);
      assertThat(queue.submit(late)).isTrue();
      while (late.isInFlight()) {
        queue.poll();
      }
      assertThat(late.failure().kind()).isEqualTo(BlockException.Kind.DEVICE_GONE);

      assertThatThrownBy(() -> controller.logs().firmwareSlots())
          .hasMessageContaining("was not answered");
      queue.close();
      buffer.close();
      controller.close();
      assertThat(lab.dma().allocatedBytes()).isZero();
    }
  }

  @Test
  void aDeviceThatIsGoneCannotBeOpened() throws IOException {
    try (QtestLab lab = QtestLab.standard()) {
      lab.killQemu();
      assertThatThrownBy(() -> lab.nvme("nvme0"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("qemu:lab/nvme0 is gone");
    }
  }
}
