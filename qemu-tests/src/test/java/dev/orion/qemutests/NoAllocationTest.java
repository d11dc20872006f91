package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The path of an I/O allocates nothing, from submit to completion, down to the qtest socket. */
@Tag("any-transport")
@Timeout(120)
class NoAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM_UP = 100_000;
  private static final int WINDOWS = 5;
  private static final int WINDOW = 20_000;

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
          // An object has 16 bytes or more: under 1 byte an I/O, none is made for an I/O. The JVM
          // and
          // the look at a slow controller's health make one now and then.
          long least = Long.MAX_VALUE;
          for (int window = 0; window < WINDOWS; window++) {
            left[0] = WINDOW;
            long before = THREADS.getCurrentThreadAllocatedBytes();
            run(queue, requests, buffer);
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
          }
          assertThat(least).as("bytes for %d I/Os at depth %d", WINDOW, depth).isLessThan(WINDOW);
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
