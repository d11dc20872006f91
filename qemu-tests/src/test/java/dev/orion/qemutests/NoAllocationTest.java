package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The path of an I/O allocates nothing, from submit to completion, down to the qtest socket. */
@Timeout(120)
class NoAllocationTest {

  private static final int WARM_UP = 100_000;
  private static final int MEASURED = 100_000;

  @Test
  void submitAndReap() throws IOException {
    try (TestLab lab = TestLab.standard()) {
      NvmeNamespace namespace = lab.nvme("nvme0").namespace(4);
      for (int depth : new int[] {1, 32}) {
        try (BlockQueue queue = namespace.openQueue(depth);
            DmaBuffer buffer = namespace.dma().allocate(64 << 10)) {
          int[] left = {depth == 1 ? WARM_UP / 4 : WARM_UP};
          BlockRequest[] requests = new BlockRequest[depth];
          for (int i = 0; i < depth; i++) {
            // 4 KiB need no second page; 20 KiB at an offset need a PRP list.
            long blocks = i % 2 == 0 ? 1 : 5;
            requests[i] =
                new BlockRequest()
                    .onComplete(
                        done -> {
                          if (left[0]-- > 0) {
                            submit(queue, done, buffer, blocks);
                          }
                        });
          }
          run(queue, requests, buffer);
          left[0] = depth == 1 ? MEASURED / 4 : MEASURED;
          ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
          long before = threads.getCurrentThreadAllocatedBytes();
          run(queue, requests, buffer);
          long allocated = threads.getCurrentThreadAllocatedBytes() - before;
          assertThat(allocated)
              .as("bytes for %d I/Os at depth %d", MEASURED, depth)
              .isLessThan(MEASURED / 100);
        }
      }
    }
  }

  private static void run(BlockQueue queue, BlockRequest[] requests, DmaBuffer buffer) {
    for (int i = 0; i < requests.length; i++) {
      submit(queue, requests[i], buffer, i % 2 == 0 ? 1 : 5);
    }
    while (queue.inFlight() > 0) {
      queue.poll();
    }
  }

  private static void submit(
      BlockQueue queue, BlockRequest request, DmaBuffer buffer, long blocks) {
    queue.submit(request.read(0, blocks).add(buffer, blocks == 1 ? 0 : 512, blocks * 4096));
  }
}
