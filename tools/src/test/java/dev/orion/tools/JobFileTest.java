package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobFileTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("DEVICE", "mem:1M", "BS", "8k");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @Test
  void runsTheSectionsAsFioDoes() throws IOException {
    List<Map<String, Object>> jobs =
        run(
            """
            ; The log and the tables of a database, and then a scan.
            [global]
            ioengine=libaio  # the kernel's
            direct=1
            filename=${DEVICE}
            bs=4k
            number_ios=50

            [log]
            rw=write
            fdatasync=10

            [tables]
            rw=randread
            bs=${BS}
            iodepth=8
            numjobs=2

            [scan]
            stonewall
            rw=read
            size=128k
            """);
    assertThat(jobs)
        .extracting(job -> job.get("jobname"))
        .containsExactly("log", "tables", "tables", "scan");
    assertThat(jobs).extracting(job -> job.get("groupid")).containsExactly(0, 0, 0, 1);
    assertThat(jobs)
        .extracting(job -> bytes(job, "read") + bytes(job, "write"))
        .containsExactly(50 * 4096, 50 * 8192, 50 * 8192, 128 << 10);
    assertThat(err.toString())
        .isEqualTo("orion: direct, ioengine: nothing to do, for Orion is its own engine\n");
  }

  @Test
  void groupsAreReportedAsOneWhereAskedFor() throws IOException {
    List<Map<String, Object>> jobs =
        run(
            """
            [global]
            filename=mem:1M
            group_reporting
            [a]
            numjobs=2
            [b]
            new_group
            [c]
            """);
    assertThat(jobs).extracting(job -> job.get("jobname")).containsExactly("a", "b");
    assertThat(jobs).extracting(job -> bytes(job, "read")).containsExactly(2 << 20, 2 << 20);
  }

  @Test
  void devicesOfTheCommandLineGoFirstAndAreSharedAlike() throws IOException {
    List<Map<String, Object>> jobs =
        run("[a]\nfilename=qemu:none/at-all\nsize=64k\niodepth=4\n", "mem:1M", "mem:512k");
    assertThat(jobs).extracting(job -> bytes(job, "read")).containsExactly(2 * (64 << 10));
    assertThat(jobs.getFirst().get("job options").toString())
        .contains("mem:1M mem:512K", "offset=0", "size=65536");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "[a]~filename=mem:1M~blksize=4k       | :3: [a] unknown option 'blksize'; did you mean"
            + " blocksize",
        "[global]~bs=x~[a]~filename=mem:1M    | :2: [global] bs: 'x' is not a size",
        "[a]~filename=mem:1M~rw=randrite      | :3: [a] rw: unknown pattern 'randrite'; the"
            + " patterns are",
        "[a]~filename=mem:1M~numjobs=0        | : [a] the number of jobs must be positive",
        "[a]~rw=read                          | : [a] names no device",
        "[a]~filename=mem:${NOPE}             | :2: the environment variable 'NOPE' is not set",
        "bs=4k~[a]                            | :1: 'bs=4k' is before the first section",
        "[a]~include other.fio                | :2: 'include other.fio': files are not included",
        "[a]~filename=mem:1M~blocksize=x      | :3: [a] blocksize: 'x' is not a size",
        "[global]~bs=4k                       | has no job",
        "[a]~filename=nvme0                   | :2: [a] filename: unknown device 'nvme0'",
      })
  void whatIsWrongIsOneLineWithItsPlace(String lines, String message) throws IOException {
    Path file = folder.resolve("wrong.fio");
    Files.writeString(file, lines.replace('~', '\n'));
    assertThat(execute("bench", file.toString())).isEqualTo(1);
    assertThat(err.toString()).startsWith("orion: " + file).contains(message).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void percentilesOfTheFileAreShownUnlessTheCommandLineHasOthers() throws IOException {
    Path file = folder.resolve("job.fio");
    Files.writeString(file, "[a]\nfilename=mem:1M\npercentile_list=12.5:99\n");
    assertThat(execute("bench", file.toString())).isZero();
    assertThat(out.toString()).contains("p12.5").doesNotContain("p99.9");
    assertThat(execute("bench", file.toString(), "--percentile_list=37.5")).isZero();
    assertThat(out.toString()).contains("p37.5");
  }

  @Test
  void optionsOfJobsBelongIntoTheFile() throws IOException {
    Path file = folder.resolve("job.fio");
    Files.writeString(file, "[a]\nfilename=mem:1M\n");
    assertThat(execute("bench", file.toString(), "--bs=8k")).isEqualTo(2);
    assertThat(err.toString()).contains("--bs goes into the job file").hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({
    "qemu:lab/nvme0, qemu:lab/nvme0",
    "qemu:lab/nvme0:qemu:lab/nvme1, qemu:lab/nvme0 qemu:lab/nvme1",
    "pci:0000:01:00.0:pci:0000:02:00.0, pci:0000:01:00.0 pci:0000:02:00.0",
    "/dev/sdx:/dev/sdy, file:/dev/sdx file:/dev/sdy",
    "vfiouser:/run/a:vfiouser:/run/b:mem:1M, vfiouser:/run/a vfiouser:/run/b mem:1M",
    "/dev/sdx:vfiouser:run/a /dev/sdy, file:/dev/sdx vfiouser:run/a file:/dev/sdy",
    "file:/tmp/a:/tmp/b mem:1M, file:/tmp/a file:/tmp/b mem:1M",
  })
  void fileNamesAreAddresses(String text, String addresses) {
    assertThat(DeviceList.parse(text).addresses())
        .extracting(Object::toString)
        .containsExactly(addresses.split(" ", -1));
  }

  private List<Map<String, Object>> run(String jobs, String... devices) throws IOException {
    Path file = folder.resolve("job.fio");
    Files.writeString(file, jobs);
    Path result = folder.resolve("result.json");
    List<String> arguments = new ArrayList<>(List.of("bench", file.toString()));
    arguments.addAll(List.of(devices));
    arguments.addAll(List.of("--output-format=json", "--output=" + result));
    assertThat(execute(arguments.toArray(String[]::new))).as(err.toString()).isZero();
    return list(JSON.std.mapFrom(Files.readString(result)).get("jobs"));
  }

  private int execute(String... arguments) {
    return Orion.commandLine(ENVIRONMENT)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }

  @SuppressWarnings("unchecked")
  private static int bytes(Map<String, Object> job, String direction) {
    return ((Number) ((Map<String, Object>) job.get(direction)).get("io_bytes")).intValue();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(Object value) {
    return (List<Map<String, Object>>) value;
  }
}
