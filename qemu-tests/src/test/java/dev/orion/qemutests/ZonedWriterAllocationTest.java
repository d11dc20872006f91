package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.spec.ZoneSendAction;
import dev.orion.nvme.zoned.ZoneRecord;
import dev.orion.nvme.zoned.ZonedWriter;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The way of a record allocates nothing, from append to its end; entering a zone does. */
@Timeout(120)
class ZonedWriterAllocationTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int WARM_UP = 60_000;
  private static final int WINDOWS = 5;
  private static final int WINDOW = 10_000;

  @Test
  void appendAndEnd() throws IOException {
    try (TestLab lab =
        TestLab.start(List.of("nvme0:size=16G,zoned,zone-size=4G,null"), List.of())) {
      NvmeNamespace namespace = lab.nvme("nvme0").namespace(1);
      namespace.zones().orElseThrow().manageAll(ZoneSendAction.RESET_ZONE);
      try (ZonedWriter writer = ZonedWriter.open(namespace, 32, 3);
          DmaBuffer buffer = namespace.dma().allocate(8192)) {
        int[] left = {WARM_UP};
        ZoneRecord[] records = new ZoneRecord[writer.depth()];
        for (int i = 0; i < records.length; i++) {
          records[i] =
              new ZoneRecord()
                  .of(buffer, 0, i % 2 == 0 ? 4096 : 8192)
                  .onComplete(
                      done -> {
                        if (left[0]-- > 0) {
                          writer.append(done);
                        }
                      });
        }
        run(writer, records);
        long least = Long.MAX_VALUE;
        for (int window = 0; window < WINDOWS; window++) {
          left[0] = WINDOW;
          long before = THREADS.getCurrentThreadAllocatedBytes();
          run(writer, records);
          least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        // An object has 16 bytes or more: under 1 byte a record, none is made for a record.
        assertThat(least).as("bytes for %d records", WINDOW).isLessThan(WINDOW);
        assertThat(records).allMatch(record -> record.failure() == null);
      }
    }
  }

  private static void run(ZonedWriter writer, ZoneRecord[] records) {
    for (ZoneRecord record : records) {
      writer.append(record);
    }
    while (writer.inFlight() > 0) {
      writer.poll();
    }
  }
}
