package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
        "bench mem:1M mem:2M                    | 2 | one argument too many: 'mem:2M'",
        "bench nvme0                            | 2 | unknown device 'nvme0'",
        "bench mem:1M --rw=foo                  | 2 | the patterns are read, write, trim",
        "bench mem:1M --bs=x                    | 2 | --bs: 'x' is not a size",
        "bench mem:1M --bs=0                    | 2 | --bs: '0' is not between",
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
        "bench mem:1M --output-format=terse     | 2 | there are normal and json",
        "bench mem:1M --zonemode=zbd            | 2 | Unknown option: '--zonemode=zbd'",
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
    return Orion.commandLine(Map.of())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(line.split(" +", -1));
  }
}
