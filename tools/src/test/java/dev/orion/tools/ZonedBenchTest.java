package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.tools.OrionRun.Outcome;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabDefinitionParser;
import dev.orion.tools.lab.Labs;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * QEMU judges: it fails writes that are not at the write pointer, in full zones, or in more zones
 * than may be open, and any failure ends a run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ZonedBenchTest {
  private static final int ZONES = 32;
  private static final long CAPACITY_BYTES = 768 << 10;

  @TempDir Path folder;

  private OrionRun orion;
  private Lab lab;

  @BeforeAll
  void start(@TempDir Path labs) throws IOException {
    orion = new OrionRun(labs);
    lab =
        Labs.in(labs)
            .start(
                "lab",
                LabDefinitionParser.parse(
                    null,
                    List.of(
                        "nvme0:size=32M,zoned,zone-size=1M,zone-capacity=768K,max-open=4,max-active=6",
                        "nvme0:size=1M"),
                    List.of()),
                QemuBinary.find(null, System.getenv()));
  }

  @AfterAll
  void stop() throws IOException {
    lab.stop();
  }

  @BeforeEach
  void empty() throws IOException {
    orion.run("zns", "reset-zone", "-a", "--yes", "-n", "1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rw=write --iodepth=8 --bs=16k --io_size=64M",
        "--rw=randwrite --iodepth=8 --bs=16k --io_size=64M",
        "--rw=randwrite --iodepth=32 --bs=20k --io_size=64M --numjobs=2",
        "--rw=randrw --iodepth=8 --bs=16k --io_size=64M --max_open_zones=2 --fsync=64",
        "--rw=rw --iodepth=8 --bssplit=4k/50:20k/50 --io_size=32M --numjobs=4",
        "--rw=randwrite --random_distribution=zipf:1.2 --iodepth=8 --bs=16k --io_size=32M",
        "--rw=write --iodepth=8 --bs=64k --offset=16M --size=1M --io_size=8M",
        "--rw=randwrite --iodepth=8 --rate_iops=20k --runtime=1 --time_based",
        "--rw=write --iodepth=8 --bs=16k --io_size=32M --verify=crc32c",
        "--rw=randwrite --iodepth=8 --bs=16k --io_size=32M --verify=crc32c --numjobs=2",
        "--rw=randrw --iodepth=8 --bs=20k --io_size=32M --verify=crc32c",
        "--rw=randwrite --iodepth=8 --completion=interrupt --bs=16k --io_size=16M",
      })
  void deviceTakesAllWrites(String options) throws IOException {
    // The second time there are full, partly written and empty zones.
    bench(options).succeeded();
    assertThat(active()).isLessThanOrEqualTo(4);
    Outcome again = bench(options).succeeded();
    assertThat(active()).isLessThanOrEqualTo(4);
    assertThat(again.out()).contains("write").contains("reset");
  }

  @Test
  void patternsFollowEachOther() throws IOException {
    for (String order : List.of("randwrite", "write", "randrw", "write", "randwrite", "rw")) {
      bench("--rw=" + order + " --iodepth=8 --bs=12k --io_size=11M").succeeded();
    }
    bench("--rw=randwrite --offset=8M --size=8M --bs=4k --iodepth=8 --io_size=4M").succeeded();
  }

  @ParameterizedTest
  @CsvSource({"write, read", "randwrite, randread", "randwrite, read"})
  void whatIsWrittenIsThere(String writing, String reading) throws IOException {
    String options = " --bs=20k --iodepth=8 --verify=crc32c";
    bench("--rw=" + writing + options + " --io_size=70M").succeeded();
    bench("--rw=" + reading + options).succeeded();
  }

  @Test
  void readsStayBelowTheWritePointers() throws IOException {
    assertThat(bench("--rw=read --bs=16k --iodepth=8").succeeded().out())
        .contains("no I/O completed");
    bench("--rw=write --bs=20k --iodepth=8 --io_size=1M").succeeded();
    long written = 1 << 20;
    for (String order : List.of("read", "randread")) {
      Map<String, Object> read =
          object(
              objects(
                      bench("--rw=" + order + " --bs=20k --iodepth=8 --output-format=json").json(),
                      "jobs")
                  .getFirst(),
              "read");
      assertThat(number(read, "io_bytes")).isBetween(written, written + (20 << 10));
    }
  }

  @Test
  void noMoreZonesAreOpenThanWereAllowed() throws IOException {
    bench("--rw=randwrite --bs=4k --iodepth=8 --io_size=400k --max_open_zones=3").succeeded();
    assertThat(active()).isEqualTo(3);
    bench("--rw=randwrite --bs=4k --iodepth=8 --io_size=400k --max_open_zones=1").succeeded();
    assertThat(active()).isOne();
  }

  @Test
  void sequentialWritesFillZoneAfterZone() throws IOException {
    bench("--rw=write --bs=16k --iodepth=8 --io_size=" + 5 * CAPACITY_BYTES / 2).succeeded();
    List<Map<String, Object>> zones = zones();
    assertThat(zones).hasSize(ZONES);
    assertThat(zones.subList(0, 2)).allMatch(zone -> zone.get("state").equals("FULL"));
    assertThat(number(zones.get(2), "wp") - number(zones.get(2), "slba"))
        .isEqualTo(CAPACITY_BYTES / 2 / 4096);
    assertThat(zones.subList(3, ZONES)).allMatch(zone -> zone.get("state").equals("EMPTY"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--rw=write                                             | 2 | add --zonemode=zbd",
        "--zonemode=zbd --rw=write --offset=4k                  | 2 | --offset and --size must be",
        "--zonemode=zbd --rw=trim                               | 2 | does not go with trims",
        "--zonemode=zbd --rw=write --zonesize=2M                | 2 | has zones of 1 MiB",
        "--zonemode=zbd --rw=write --size=2M --numjobs=3        | 2 | lower --numjobs",
        "--zonemode=zbd --rw=write --bs=1M                      | 2 | lower --bs",
        "--zonemode=zbd --rw=write --max_open_zones=1 --numjobs=2 | 1 | too few for 2 threads",
        "--zonemode=zbd --rw=write -n 2                         | 2 | has no zones",
      })
  void whatCannotBeIsSaid(String options, int exitCode, String message) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("bench", "--yes"));
    if (!options.contains("-n 2")) {
      arguments.addAll(List.of("-n", "1"));
    }
    arguments.addAll(List.of(options.split(" +", -1)));
    orion.run(arguments.toArray(String[]::new)).failedWith(exitCode, message);
  }

  @Test
  void jobsShareNoZones() throws IOException {
    Path file = folder.resolve("zones.fio");
    String jobs =
        """
        [global]
        filename=qemu:lab/nvme0
        zonemode=zbd
        rw=randwrite
        bs=16k
        max_open_zones=2
        iodepth=8
        io_size=20M
        [a]
        size=16M
        [b]
        size=16M
        """;
    Files.writeString(file, jobs);
    orion.run("bench", "--yes", file.toString()).failedWith(2, "'a' and 'b'", "the same zones");
    Files.writeString(file, jobs + "offset=16M\n[c]\nrw=randread\n");
    orion.run("bench", "--yes", file.toString()).succeeded();
  }

  private Outcome bench(String options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("bench", "--yes", "-n", "1"));
    arguments.add("--zonemode=zbd");
    arguments.addAll(List.of(options.split(" ", -1)));
    return orion.run(arguments.toArray(String[]::new));
  }

  private List<Map<String, Object>> zones() throws IOException {
    return objects(orion.run("zns", "report-zones", "-n", "1", "-o", "json").json(), "zone_list");
  }

  private long active() throws IOException {
    return zones().stream()
        .filter(zone -> !List.of("EMPTY", "FULL").contains(zone.get("state")))
        .count();
  }

  private static long number(Map<String, Object> json, String key) {
    return ((Number) json.get(key)).longValue();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Map<String, Object> json, String key) {
    return (Map<String, Object>) json.get(key);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(Map<String, Object> json, String key) {
    return (List<Map<String, Object>>) json.get(key);
  }
}
