package dev.orion.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.nativebindings.Descriptor;
import dev.orion.tools.OrionRun.Outcome;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabDefinitionParser;
import dev.orion.tools.lab.Labs;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
 * {@code orion zns} on a lab with a zoned namespace 3: 16 zones of 4 MiB with 3 MiB usable. Names,
 * options, text and keys are those of nvme-cli 2.3's source.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ZnsSubcommandsTest {
  private static final String ID_NS_KEYS =
      "zoc ozcs mar mor rrl frl rrl1 rrl2 rrl3 frl1 frl2 frl3 numzrwa zrwafg zrwasz zrwacap lbafe";

  private Path directory;
  private OrionRun orion;
  private Lab lab;
  private Path data;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    directory = temporary;
    orion = new OrionRun(directory);
    lab =
        Labs.in(directory)
            .start(
                "lab",
                LabDefinitionParser.parse(
                    null,
                    List.of(
                        "nvme0:size=16M",
                        "nvme0:size=64M,zoned,zone-size=4M,zone-capacity=3M,max-open=3,max-active=5,nsid=3"),
                    List.of(
                        "nvme0n3:zoned.descr_ext_size=64",
                        "nvme0n3:zoned.zrwas=64K",
                        "nvme0n3:zoned.zrwafg=16K",
                        "nvme0n3:zoned.numzrwa=2")),
                QemuBinary.find(null, System.getenv()));
    data = directory.resolve("data");
    Files.write(data, "appended".repeat(1536).getBytes(US_ASCII));
  }

  @AfterAll
  void stop() throws IOException {
    lab.stop();
  }

  @BeforeEach
  void reset() throws IOException {
    zns("reset-zone", "-a", "--yes").succeeded();
  }

  private static String[] words(String text) {
    return text.split(" +");
  }

  private Outcome zns(String command, String... options) throws IOException {
    return orion.run(
        Stream.concat(Stream.of("zns", command, "-n3"), Arrays.stream(options))
            .toArray(String[]::new));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> zoneList(Map<String, Object> json) {
    return (List<Map<String, Object>>) json.get("zone_list");
  }

  private String appended(String... options) throws IOException {
    String out = zns("zone-append", options).succeeded().out();
    assertThat(out).startsWith("Success appended data to LBA ").endsWith("\n");
    return out.strip().substring("Success appended data to LBA ".length());
  }

  @Test
  void identify() throws IOException {
    assertThat(zns("id-ns", "-o", "json").json())
        .containsOnlyKeys(words(ID_NS_KEYS))
        .containsEntry("mor", 2)
        .containsEntry("mar", 4)
        .containsEntry("zrwacap", 1);
    assertThat(zns("id-ns").succeeded().out())
        .startsWith("ZNS Command Set Identify Namespace:\nzoc     : 0\n")
        .contains("zsze:0x400 zdes:1 (in use)\n");
    assertThat(zns("id-ns", "-H", "-v").succeeded().out())
        .contains(
            "zoc     : 0\tZone Operation Characteristics\n",
            "  [1:1] : 0\t  Zone Active Excursions: No\n",
            "  [1:1] : 0x1\t  Zone Random Write Area: Yes\n",
            "mar     : 5\tActive Resources\n",
            "mor     : 3\tOpen Resources\n",
            "rrl     : Not Reported\n",
            "  [0:0] : 0x1\t  Explicit ZRWA Flush Operations: Yes\n",
            "Zone Size: 0x400 LBAs - Zone Descriptor Extension Size: 64 bytes (in use)\n",
            "vs[]    :\n",
            "\n0000: 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 \"................\"\n");
    assertThat(orion.run("zns", "id-ctrl", "-o", "json").json()).isEqualTo(Map.of("zasl", 0));
    assertThat(orion.run("zns", "id-ctrl").succeeded().out())
        .isEqualTo("NVMe ZNS Identify Controller:\nzasl    : 0\n");
    orion.run("zns", "id-ns").failedWith(1, "namespace 1 is not zoned", "-n: 3");
    assertThat(orion.run("zns", "list").succeeded().out().lines().toList())
        .hasSize(2)
        .element(1)
        .asString()
        .matches("qemu:lab/nvme0 .* 3 .*");
  }

  @Test
  void appendsAndStates() throws IOException {
    Path image = directory.resolve("lab/nvme0n3.img");
    assertThat(appended("-s", "0x800", "-d", data.toString())).isEqualTo("800");
    assertThat(appended("-s", "2048", "-z", "4K", "-f", "-d", data.toString())).isEqualTo("803");
    assertThat(new String(Files.readAllBytes(image), 0x800 * 4096, 16384, US_ASCII))
        .isEqualTo("appended".repeat(2048));
    assertThat(zns("zone-append", "-t", "-l", "-d", data.toString()).succeeded().out())
        .matches(" latency: zone append: \\d+ us\nSuccess appended data to LBA 0\n");
    assertThat(zns("finish-zone", "-s0x400").succeeded().out())
        .isEqualTo("zns-finish-zone: Success, action:2 zone:400 all:0 zcapc:0 nsid:3\n");
    assertThat(zns("open-zone", "-s0xc00", "-t", "1000").succeeded().out())
        .isEqualTo("zns-open-zone: Success zone slba:c00 nsid:3\n");
    assertThat(zns("close-zone", "-a").succeeded().out())
        .isEqualTo("zns-close-zone: Success, action:1 zone:0 all:1 zcapc:0 nsid:3\n");

    Map<String, Object> report = zns("report-zones", "-s1024", "-d3", "-o", "json").json();
    assertThat(report).containsOnlyKeys("nr_zones", "zone_list").containsEntry("nr_zones", 16);
    List<Map<String, Object>> zones = zoneList(report);
    assertThat(zones).extracting("slba").containsExactly(0x400, 0x800, 0xc00);
    assertThat(zones).extracting("state").containsExactly("FULL", "CLOSED", "EMPTY");
    assertThat(zones.get(1))
        .containsEntry("wp", 0x804)
        .containsEntry("cap", 0x300)
        .containsEntry("type", "SEQWRITE_REQ");
    Outcome full = zns("report-zones", "-S", "full").succeeded();
    assertThat(full.out())
        .startsWith("nr_zones: 1\nSLBA: 0x400      WP: ")
        .contains("Cap: 0x300      State: 0xe0 Type: 0x2 ");
    assertThat(zns("report-zones", "-S5").succeeded().out()).isEqualTo(full.out());
    assertThat(zns("report-zones", "-d4", "-p").succeeded().out())
        .startsWith("nr_zones: 4\n")
        .hasLineCount(5);
    assertThat(zns("report-zones", "-v", "-s0x800", "-d1").succeeded().out())
        .endsWith(
            "SLBA: 0x800      WP: 0x804      Cap: 0x300      State: CLOSED       Type: SEQWRITE_REQ"
                + "  \n"
                + "Attrs: Zone Descriptor Extension is Not Valid\n");
    assertThat(zns("report-zones", "--zbd", "-s0x400", "-d2").succeeded().out())
        .isEqualTo(
            "Zone 00001: swr, ofst 00000004194304, len 00000004194304, cap 00000003145728,"
                + " wp 00000008388608, fu, non_seq 0, reset 0\n"
                + "Zone 00002: swr, ofst 00000008388608, len 00000004194304, cap 00000003145728,"
                + " wp 00000008404992, cl, non_seq 0, reset 0\n");
  }

  @Test
  void descriptorExtensions() throws IOException {
    Path extension = Files.writeString(directory.resolve("extension"), "of log seven");
    assertThat(zns("set-zone-desc", "-s0x400", "-d", extension.toString()).succeeded().out())
        .isEqualTo("set-zone-desc: Success, zone:400 nsid:3\n");
    assertThat(
            zns("zone-mgmt-send", "-s0x800", "-z16", "-l64", "-d", extension.toString())
                .succeeded()
                .out())
        .isEqualTo("zone-mgmt-send: Success, action:16 zone:800 all:0 nsid:3\n");
    List<Map<String, Object>> zones =
        zoneList(zns("report-zones", "-e", "-d3", "-o", "json").json());
    assertThat(zones.getFirst()).containsEntry("ext_data", "Not valid");
    assertThat(zones.get(1).get("ext_data").toString()).contains("of.log.seven....");
    assertThat(zns("report-zones", "-e", "-d2").succeeded().out())
        .contains(
            "Attrs: 0x80 AttrsInfo: 0   \nExtension Data:        0  1  2 ",
            "0000: 6f 66 20 6c 6f 67 20 73 65 76 65 6e 00 00 00 00 \"of.log.seven....\"\n");
    zns("set-zone-desc", "-s0x400", "-d", extension.toString())
        .failedWith(1, "zone 0x400: Set Zone Descriptor Extension does not apply", "state Closed");
  }

  @Test
  void sendAndReceive() throws IOException {
    assertThat(zns("zone-mgmt-send", "-s0x400", "-z2").succeeded().out())
        .isEqualTo("zone-mgmt-send: Success, action:2 zone:400 all:0 nsid:3\n");
    assertThat(zns("zone-mgmt-recv", "-z0", "-S5", "-p", "-l4096").succeeded().out())
        .isEqualTo("zone-mgmt-recv: Success, action:0 zone:0 nsid:3\n");
    assertThat(zoneList(zns("zone-mgmt-recv", "-S5", "-l4096", "-o", "json").json()))
        .extracting("slba")
        .containsExactly(0x400);
    assertThat(zns("open-zone", "-s0", "-r").succeeded().out())
        .startsWith("zns-open-zone: Success");
    zns("zrwa-flush-zone", "-l3")
        .failedWith(1, "Flush Explicit ZRWA Range does not apply", "--force");
    zns("zrwa-flush-zone", "-l3", "--force").failedWith(1, "Invalid Field in Command");
  }

  /** What is lost is named, and not lost without consent. */
  @Test
  void losingDataNeedsConsent() throws IOException {
    appended("-s", "0x400", "-d", data.toString());
    String lost =
        "resets zone 0x400 of qemu:lab/nvme0 namespace 3, and what was written to it is lost:"
            + " 12 KiB";
    zns("reset-zone", "-s0x400").failedWith(1, "this " + lost, "give --yes");
    zns("zone-mgmt-send", "-a", "-z4").failedWith(1, "resets all zones of", "give --yes");
    Outcome no = answering("n", "zns", "reset-zone", "-n3", "-s0x400");
    assertThat(no.exitCode()).isEqualTo(1);
    assertThat(no.err()).isEqualTo("This " + lost + ". Go on? [y/N] Nothing was changed.\n");
    assertThat(zns("report-zones", "-S1", "-p").succeeded().out()).startsWith("nr_zones: 15\n");
    assertThat(answering("y", "zns", "reset-zone", "-n3", "-s0x400").out())
        .isEqualTo("zns-reset-zone: Success, action:4 zone:400 all:0 zcapc:0 nsid:3\n");
    assertThat(zns("report-zones", "-S1", "-p").succeeded().out()).startsWith("nr_zones: 16\n");
    zns("reset-zone", "-a").succeeded(); // Nothing is lost.
  }

  private Outcome answering(String answer, String... arguments) throws IOException {
    Path in = Files.writeString(directory.resolve("answer"), answer + "\n");
    try (Descriptor input = Descriptor.open(in);
        Descriptor nothing = Descriptor.open(Path.of("/dev/null"))) {
      return orion.run(new StandardStreams(input, nothing, true, false, false), arguments);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "offline-zone              | namespace 3, zone 0x0: Offline Zone does not apply to a zone"
            + " in the state Empty; --force sends it anyway",
        "offline-zone --force      | Offline Zone of zone 0x0 of namespace 3 failed: Invalid Zone"
            + " State Transition",
        "close-zone -s0x400        | zone 0x400: Close Zone does not apply",
        "reset-zone -s5            | zone 0x5: no zone begins there; there are 16 zones of 0x400",
        "reset-zone -s0x4000       | zone 0x4000: no zone has that block",
        "report-zones -s0x4000     | no zone has block 0x4000; there are 16 zones of 0x400 blocks",
        "zone-mgmt-recv -l 6       | --data-len must be a multiple of 4 from 64 to 524288",
        "zone-append -s1 -d /dev/zero -z 4096   | no zone begins at block 0x1; it has 16 zones of"
            + " 0x400 blocks",
        "zone-append -d /dev/zero -z 100  | takes a multiple of 4096 bytes up to 524288 in an"
            + " append, not 100",
        "zone-append -d /dev/zero  | takes a multiple of 4096 bytes up to 524288 in an append, not"
            + " more",
        "zone-append -d /dev/null  | takes a multiple of 4096 bytes up to 524288 in an append, not"
            + " 0",
        "zone-append -z 4K -d /dev/null | /dev/null ended after 0 of 4096 bytes; nothing was"
            + " appended",
        "zone-append -z 4K -d /dev/zero -y 8 -M /dev/zero | --metadata-size must be 0",
      })
  void refusalsAreOneLine(String line, String message) throws IOException {
    String[] words = words(line.strip());
    zns(words[0], Arrays.copyOfRange(words, 1, words.length)).failedWith(1, message);
  }

  @Test
  void otherNamespacesAreRefused() throws IOException {
    orion
        .run("zns", "zone-append", "-n1", "-d", "/dev/zero", "-z", "4096")
        .failedWith(1, "namespace 1 is not zoned");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "report-zones -S nonsense | 'nonsense' is no state",
        "report-zones -s nonsense | 'nonsense' is no block number",
        "report-zones -d 0        | --descs must be 1 or more",
        "report-zones --zbd -v    | --zbd is a format of its own",
        "zone-mgmt-recv           | --data-len",
        "zone-mgmt-recv -l 4096 -z 7 | --zra must be 0 or 1",
        "zone-mgmt-send           | --zsa",
        "zone-mgmt-send -z 9      | --zsa must be 1 to 5, 16 or 17",
        "zone-mgmt-send -z 3 -l 4 | --data and --data-len belong to action 16 only",
        "zone-append -p 16        | --prinfo must be 0 to 15",
        "zone-append -a 65536     | --app-tag must fit 16 bits",
      })
  void aWrongCommandLineExitsWith2(String line, String message) throws IOException {
    String[] words = words(line.strip());
    zns(words[0], Arrays.copyOfRange(words, 1, words.length)).failedWith(2, message, "--help)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zns",
        "zns list",
        "zns id-ctrl",
        "zns id-ns",
        "zns changed-zone-list",
        "zns report-zones",
        "zns zone-mgmt-recv",
        "zns zone-mgmt-send",
        "zns open-zone",
        "zns close-zone",
        "zns finish-zone",
        "zns reset-zone",
        "zns offline-zone",
        "zns set-zone-desc",
        "zns zrwa-flush-zone",
        "zns zone-append",
        "kv",
        "kv id-ns",
        "kv store",
        "kv retrieve",
        "kv list",
        "kv exist",
        "kv delete"
      })
  void everyHelpShowsExamples(String command) throws IOException {
    assertThat(orion.run(words(command + " --help")).succeeded().out())
        .contains("Examples:\n", "  orion " + command);
  }
}
