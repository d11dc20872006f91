package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.orion.block.BlockDevice;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.block.MemoryBlockDevice;
import dev.orion.pci.DmaMemory;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The path of an I/O allocates nothing: measured on the very thread that does the I/Os. */
class BenchAllocationTest {
  private static final int WINDOW_POLLS = 200;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @CsvSource({"RANDREAD, NONE", "RANDRW, NONE", "READWRITE, NONE", "RANDWRITE, CRC32C"})
  void steadyStateAllocatesNothing(IoPattern pattern, VerifyMethod verify) throws IOException {
    try (AllocationProbe device = new AllocationProbe(64 << 20)) {
      BenchJob job =
          BenchJob.builder(pattern)
              .blockSizeBytes(512)
              .ioDepth(8)
              .region(0, 64 << 20)
              .syncInterval(100)
              .verify(verify)
              .build();
      BenchResult result = new BenchRunner(device, job, BenchProgress.Listener.NONE).run();
      assertThat(result.failures()).isEmpty();
      // An allocation per I/O or per batch would show in every window. The JVM itself allocates on
      // a thread when it links or deoptimizes code.
      long[] windows = device.allocatedBytesPerWindow();
      assertThat(windows).hasSizeGreaterThanOrEqualTo(20);
      assertThat(LongStream.of(windows).filter(bytes -> bytes > 0).count())
          .as("windows of %d polls with allocations: %s", WINDOW_POLLS, Arrays.toString(windows))
          .isLessThanOrEqualTo(windows.length / 10);
    }
  }

  @Test
  void probeNoticesAnAllocation() {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    byte[] garbage = new byte[100];
    assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
        .isGreaterThanOrEqualTo(garbage.length);
  }

  /** A memory device whose queue reads, every so many polls, what its thread has allocated. */
  private static final class AllocationProbe implements BlockDevice {
    private final MemoryBlockDevice memory;
    private final long[] readings = new long[1000];
    private int readingCount;

    AllocationProbe(long sizeBytes) {
      memory = new MemoryBlockDevice("mem:probe", sizeBytes, 512);
    }

    /** Without the first half, in which classes are loaded. */
    long[] allocatedBytesPerWindow() {
      long[] windows = new long[readingCount - 1];
      Arrays.setAll(windows, index -> readings[index + 1] - readings[index]);
      return Arrays.copyOfRange(windows, windows.length / 2, windows.length);
    }

    @Override
    public String name() {
      return memory.name();
    }

    @Override
    public Geometry geometry() {
      return memory.geometry();
    }

    @Override
    public DmaMemory dma() {
      return memory.dma();
    }

    @Override
    public BlockQueue openQueue(int depth) {
      BlockQueue queue = memory.openQueue(depth);
      return new BlockQueue() {
        private int polls;

        @Override
        public int depth() {
          return queue.depth();
        }

        @Override
        public int inFlight() {
          return queue.inFlight();
        }

        @Override
        public boolean submit(BlockRequest request) {
          return queue.submit(request);
        }

        @Override
        public int poll() {
          if (polls++ % WINDOW_POLLS == 0) {
            readings[readingCount++] = THREADS.getCurrentThreadAllocatedBytes();
          }
          return queue.poll();
        }

        @Override
        public void close() throws IOException {
          queue.close();
        }
      };
    }

    @Override
    public void close() {
      memory.close();
    }
  }
}
