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
import org.junit.jupiter.params.provider.ValueSource;

class BenchCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "bench nvme0                            | 2 | unknown device 'nvme0'",
        "bench mem:1M --rw=foo                  | 2 | the patterns are read, write, trim",
        "bench mem:1M --bs=x                    | 2 | --bs: 'x' is not a size",
        "bench mem:1M --blocksize x             | 2 | --blocksize: 'x' is not a size",
        "bench mem:1M --bs=0                    | 2 | '0' is not between",
        "bench mem:1M --bs=100                  | 2 | blocks of 512 bytes",
        "bench mem:1M --bs=2M                   | 2 | does not fit into",
        "bench mem:1M --size=2M                 | 2 | goes beyond",
        "bench mem:1M --offset=101%             | 2 | '101%' is not a size",
        "bench mem:1M --iodepth=0               | 2 | I/O depth must be positive",
        "bench mem:1M --iodepth=x               | 2 | --iodepth",
        "bench mem:1M --numjobs=0               | 2 | number of jobs must be positive",
        "bench mem:1M --runtime=soon            | 2 | --runtime: 'soon' is not a time",
        "bench mem:1M --time_based              | 2 | --time_based needs a --runtime",
        "bench mem:1M --time_based=maybe        | 2 | 'maybe' is neither 0 nor 1",
        "bench mem:1M --rwmixread=101           | 2 | 0 to 100 percent",
        "bench mem:1M --verify=md5              | 2 | there are crc32c and none",
        "bench mem:1M --rw=trim --verify=crc32c | 2 | nothing to check",
        "bench mem:1M --percentile_list=50:0    | 2 | '0' is not a number above 0",
        "bench mem:1M --output-format=terse     | 2 | there are normal, json and json+",
        "bench mem:1M --iodepth-sweep=8-1       | 2 | '8-1' is no range of depths",
        "bench mem:1M --iodepth-sweep=1-4 --iodepth=2 | 2 | exclude each other",
        "bench mem:1M a.fio --iodepth-sweep=1-4 | 2 | and not of a job file's",
        "bench mem:1M --html=/nowhere/at/all    | 1 | no such file or directory: /nowhere/at/all",
        "bench mem:1M --zonemode=zbd            | 2 | has no zones: leave --zonemode=zbd out",
        "bench mem:1M --zonemode=strided        | 2 | 'strided' is not there",
        "bench mem:1M --max_open_zones=2        | 2 | need --zonemode=zbd",
        "bench mem:1M --rate=1m --rate_iops=10  | 2 | exclude each other",
        "bench mem:1M --rate_iops=x             | 2 | not a number of I/Os a second",
        "bench mem:1M --rw=read:8               | 2 | only a random pattern",
        "bench mem:1M --bssplit=4k/60:8k/50     | 2 | add up to 110 and not to 100",
        "bench mem:1M --bsrange=8k-4k           | 2 | goes down",
        "bench mem:1M --bs=1,2,3,4              | 2 | more than three values",
        "bench mem:1M --random_distribution=foo | 2 | unknown distribution 'foo'; write random,"
            + " zipf",
        "bench mem:1M --cpus_allowed=1000       | 2 | names CPU 1000, and this process may run on",
        "bench mem:1M --steadystate=iops        | 2 | is no steady state",
        "bench mem:1M --steadystate=iops:2%     | 2 | needs a --steadystate_duration",
        "bench mem:1M mem:2M --completion=interrupt      | 2 | waits for one device",
        "bench mem:1M --rw=randwrite --bs=4k,8k --bssplit=4k/50:8k/50 --verify=crc32c | 2 |"
            + " overlap",
        "bench /nowhere/at.fio                  | 1 | no such file or directory: /nowhere/at.fio",
        "bench mem:1M --output=/nowhere/at/all  | 1 | no such file or directory: /nowhere/at/all",
        "bench mem:1M -n 1                      | 1 | has no namespaces",
        "bench mem:1000B                        | 1 | no multiple of 512 bytes",
        "bench file:/nowhere/at/all             | 1 | /nowhere/at/all",
      })
  void whatIsWrongIsOneLine(String line, int exitCode, String message) {
    assertThat(execute(line)).isEqualTo(exitCode);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("orion: ").contains(message).hasLineCount(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--rw=randread --time_based --runtime=50ms",
        "--rw=randread --time-based=1 --runtime=50ms --norandommap",
        "--readwrite=readwrite --rwmixread=70 --size=50% --offset=10%",
        "--rw randwrite --bs 16k --iodepth 8 --numjobs 2 --group_reporting --fdatasync 4",
        "mem:512k --rw=randrw:4 --bs=4k,8k --rate_iops=100k,50k --rate_process=poisson",
        "--rw=randwrite --bssplit=4k/60:8k/40 --percentage_random=50 --rate=100m --rwmixwrite=30",
        "--rw=randread --random_distribution=zipf:1.1 --io_size=2M --number_ios=300"
            + " --bsrange=1k-4k",
        "--rw=randread --cpus_allowed=0 --cpus_allowed_policy=split --numjobs=2",
        "--rw=write --verify=crc32c --name=mine --randseed=3 --percentile_list=10:99.5",
      })
  void optionsAreFios(String options) {
    assertThat(execute("bench mem:1M " + options)).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString()).contains("mem:1M").contains("IOPS").contains("CPU: ");
  }

  @Test
  void whatMakesNoSenseHereIsAcceptedWithANote() {
    assertThat(execute("bench mem:1M --ioengine=libaio --direct=1 --thread")).isZero();
    assertThat(err.toString()).hasLineCount(1).contains("Orion is its own engine");
  }

  @Test
  void jsonGoesToTheFile() throws IOException {
    Path file = folder.resolve("result.json");
    assertThat(execute("bench mem:1M --output-format=json --output=" + file)).isZero();
    assertThat(out.toString()).isEmpty();
    Map<String, Object> json = JSON.std.mapFrom(Files.readString(file));
    assertThat((String) json.get("fio version")).startsWith("orion-");
    assertThat(json).containsKey("jobs");
  }

  @Test
  void sweepHasATableAndAList() throws IOException {
    assertThat(execute("bench mem:1M --rw=randrw --iodepth-sweep=1-4")).isZero();
    assertThat(out.toString().lines()).hasSize(2 + 1 + 3 * 2);
    Path file = folder.resolve("sweep.json");
    assertThat(execute("bench mem:1M --iodepth-sweep=1-4 --output-format=json --output=" + file))
        .isZero();
    assertThat(JSON.std.mapFrom(Files.readString(file)))
        .containsEntry("iodepths", List.of(1, 2, 4));
  }

  @Test
  void htmlComesBesidesTheText() throws IOException {
    Path file = folder.resolve("it's <a> report.html");
    String line = "bench mem:1M --rw=randread --name=<&> --html=";
    List<String> arguments = new ArrayList<>(List.of(line.split(" ", -1)));
    arguments.set(arguments.size() - 1, "--html=" + file);
    assertThat(execute(arguments.toArray(String[]::new))).isZero();
    assertThat(out.toString()).startsWith("<&>: randread on mem:1M");
    assertThat(Files.readString(file))
        .contains("<h1>&lt;&amp;&gt;: randread on mem:1M</h1>")
        .contains("<code>orion bench mem:1M --rw=randread '--name=&lt;&amp;&gt;' '--html=")
        .contains("it'\\''s &lt;a&gt; report.html'</code>")
        .contains("<dt>capacity</dt><dd>1 MiB (1048576 bytes)</dd>")
        .endsWith("</html>\n");
  }

  @Test
  void fileIsOverwrittenOnlyWhenTold() throws IOException {
    Path file = folder.resolve("disk.img");
    Files.write(file, new byte[1 << 20]);
    assertThat(execute("bench --rw=randwrite file:" + file)).isEqualTo(1);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("file:" + file + " would be overwritten")
        .contains("--yes");
    assertThat(Files.readAllBytes(file)).containsOnly(0);
    assertThat(execute("bench --rw=randwrite --yes file:" + file)).isZero();
    assertThat(Files.readAllBytes(file)).isNotEqualTo(new byte[1 << 20]).hasSize(1 << 20);
  }

  @Test
  void flippedByteOfAFileIsFound() throws IOException {
    Path file = folder.resolve("disk.img");
    Files.write(file, new byte[1 << 20]);
    assertThat(execute("bench --rw=randwrite --verify=crc32c --yes file:" + file)).isZero();
    assertThat(execute("bench --rw=randread --verify=crc32c file:" + file)).isZero();
    byte[] content = Files.readAllBytes(file);
    content[123_456] ^= 1;
    Files.write(file, content);
    assertThat(execute("bench --rw=randread --verify=crc32c file:" + file)).isEqualTo(1);
    assertThat(err.toString())
        .hasLineCount(1)
        .contains("wrong data at offset 123456")
        .contains(
            "is 0x%02x, 0x%02x was written"
                .formatted(content[123_456], (byte) (content[123_456] ^ 1)));
  }

  private int execute(String line) {
    return execute(line.split(" +", -1));
  }

  private int execute(String... arguments) {
    return Orion.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments);
  }
}
