package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Controllers that somebody else left running. Through VFIO the kernel resets them first. */
@Timeout(120)
class TakeOverTest {

  /** A client that dies leaves the controller enabled, with queues and commands in flight. */
  @Test
  void aControllerLeftRunningIsTakenOver() throws IOException {
    try (TestLab lab = TestLab.standard()) {
      for (int round = 0; round < 5; round++) {
        NvmeController abandoned = lab.nvme("nvme0");
        NvmeNamespace namespace = abandoned.namespace(1);
        BlockQueue queue = namespace.openQueue(16);
        DmaBuffer buffer = namespace.dma().allocate(512 << 10);
        for (int i = 0; i < 16; i++) {
          queue.submit(new BlockRequest().write(i * 128L, 128).add(buffer));
        }
        queue.poll();

        NvmeController successor = lab.nvme("nvme0");
        NvmeNamespace again = successor.namespace(1);
        try (BlockQueue fresh = again.openQueue(1);
            DmaBuffer page = again.dma().allocate(4096)) {
          BlockRequest read = new BlockRequest().read(0, 1).add(page);
          assertThat(fresh.submit(read)).isTrue();
          while (read.isInFlight()) {
            fresh.poll();
          }
          assertThat(read.failure()).isNull();
        }
      }
      lab.reconnect();
      assertThat(lab.nvme("nvme0").namespaceIds()).hasSize(4);
    }
  }
}
