package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.block.MemoryBlockDevice;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchReportTest {

  @Test
  void showsEachJobAndAllOfThemInAlignedColumns() throws IOException {
    List<String> lines = report(false, List.of(50.0, 99.99));
    assertThat(lines.getFirst())
        .startsWith("randrw on mem:1M: 4 KiB blocks, I/O depth 4, 2 threads, ");
    List<String> table = lines.subList(2, 2 + 1 + 3 * 3);
    assertThat(table.getFirst().strip().split(" {2,}"))
        .containsExactly("I/Os", "IOPS", "MiB/s", "MB/s", "lat min", "avg", "p50", "p99.99", "max");
    assertThat(table.subList(1, table.size()))
        .extracting(line -> line.substring(0, 12).strip().replaceAll(" +", " "))
        .containsExactly(
            "job 0 read",
            "write",
            "sync",
            "job 1 read",
            "write",
            "sync",
            "all read",
            "write",
            "sync");
    assertThat(table).extracting(String::length).containsOnly(table.getFirst().length());
  }

  @Test
  void groupReportingShowsOnlyAll() throws IOException {
    assertThat(report(true, BenchReport.DEFAULT_PERCENTILES))
        .noneMatch(line -> line.startsWith("job"))
        .anyMatch(line -> line.startsWith("all  read"));
  }

  private static List<String> report(boolean groupReporting, List<Double> percentiles)
      throws IOException {
    try (MemoryBlockDevice device = new MemoryBlockDevice("mem:1M", 1 << 20, 512)) {
      BenchJob job =
          BenchJob.builder(IoPattern.RANDRW)
              .ioDepth(4)
              .numJobs(2)
              .syncInterval(16)
              .grouping(new Grouping(false, false, groupReporting))
              .build();
      BenchResult result = new BenchRunner(device, job, BenchProgress.Listener.NONE).run();
      return new BenchReport(result, percentiles).text().lines().toList();
    }
  }
}
