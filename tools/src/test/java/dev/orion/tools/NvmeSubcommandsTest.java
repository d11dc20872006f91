package dev.orion.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.tools.OrionRun.Outcome;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.Labs;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What commands show of the standard lab. Keys are those in nvme-cli 2.3's source; values are those
 * that the lab's QEMU was started with.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class NvmeSubcommandsTest {
  private static final String[] LIST_KEYS = {
    "NameSpace",
    "DevicePath",
    "Firmware",
    "ModelNumber",
    "SerialNumber",
    "UsedBytes",
    "MaximumLBA",
    "PhysicalSize",
    "SectorSize"
  };

  /** json_nvme_id_ctrl, up to what later specifications added. */
  private static final String ID_CTRL_KEYS =
      "vid ssvid sn mn fr rab ieee cmic mdts cntlid ver rtd3r rtd3e oaes ctratt rrls cntrltype"
          + " fguid crdt1 crdt2 crdt3 nvmsr vwci mec oacs acl aerl frmw lpa elpe npss avscc apsta"
          + " wctemp cctemp mtfa hmpre hmmin tnvmcap unvmcap rpmbs edstt dsto fwug kas hctma mntmt"
          + " mxtmt sanicap hmminds hmmaxd nsetidmax endgidmax anatt anacap anagrpmax nanagrpid"
          + " pels domainid megcap sqes cqes maxcmd nn oncs fuses fna vwc awun awupf icsvscc nwpc"
          + " acwu ocfs sgls mnan maxdna maxcna subnqn ioccsz iorcsz icdoff fcatt msdbd ofcs psds";

  private static final String ID_NS_KEYS =
      "nsze ncap nuse nsfeat nlbaf flbas mc dpc dps nmic rescap fpi dlfeat nawun nawupf nacwu"
          + " nabsn nabo nabspf noiob nvmcap nsattr nvmsetid mssrl mcl msrc nulbaf anagrpid endgid"
          + " eui64 nguid lbafs";

  private static final String SMART_LOG_KEYS =
      "critical_warning temperature avail_spare spare_thresh percent_used"
          + " endurance_grp_critical_warning_summary data_units_read data_units_written"
          + " host_read_commands host_write_commands controller_busy_time power_cycles"
          + " power_on_hours unsafe_shutdowns media_errors num_err_log_entries warning_temp_time"
          + " critical_comp_time thm_temp1_trans_count thm_temp2_trans_count thm_temp1_total_time"
          + " thm_temp2_total_time";

  private static final String ERROR_LOG_KEYS =
      "error_count sqid cmdid status_field phase_tag parm_error_location lba nsid vs trtype cs"
          + " trtype_spec_info";

  private static final String ZNS_ID_NS_KEYS =
      "zoc ozcs mar mor rrl frl rrl1 rrl2 rrl3 frl1 frl2 frl3 numzrwa zrwafg zrwasz zrwacap lbafe";

  private Path directory;
  private OrionRun orion;
  private Lab lab;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    directory = temporary;
    orion = new OrionRun(directory);
    lab =
        Labs.in(directory)
            .start("lab", LabDefinition.standard(), QemuBinary.find(null, System.getenv()));
  }

  @AfterAll
  void stop() throws IOException {
    lab.stop();
  }

  private static String[] words(String text) {
    return text.split(" ");
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(Map<String, Object> json, String key) {
    return (List<Map<String, Object>>) json.get(key);
  }

  @Test
  void list() throws IOException {
    Map<String, Object> json = orion.run("list", "-o", "json").json();
    assertThat(json).containsOnlyKeys("Devices", "Unavailable");
    List<Map<String, Object>> devices = objects(json, "Devices");
    assertThat(devices)
        .hasSize(4)
        .allSatisfy(
            device ->
                assertThat(device)
                    .containsOnlyKeys(LIST_KEYS)
                    .containsEntry("DevicePath", "qemu:lab/nvme0")
                    .containsEntry("SerialNumber", "orion-lab-nvme0")
                    .containsEntry("Firmware", lab.qemu().version()));
    assertThat(devices).extracting("NameSpace").containsExactly(1, 2, 3, 4);
    assertThat(devices)
        .extracting(device -> ((Number) device.get("PhysicalSize")).longValue())
        .containsExactly(1L << 30, 1L << 29, 1L << 30, 1L << 36);
    assertThat(devices)
        .extracting(device -> ((Number) device.get("MaximumLBA")).longValue())
        .containsExactly(1L << 18, 1L << 20, 1L << 18, 1L << 24);
    assertThat(devices).extracting("SectorSize").containsExactly(4096, 512, 4096, 4096);

    List<String> table = orion.run("list").succeeded().out().lines().toList();
    assertThat(table).hasSize(5);
    assertThat(table.getFirst().split(" {2,}"))
        .containsExactly("Node", "SN", "Model", "Namespace", "Usage", "Format", "FW Rev");
    assertThat(table.get(2))
        .matches("qemu:lab/nvme0  orion-lab-nvme0  .* 2 .*536.87 MB / 536.87 MB  512 B .*");
    assertThat(orion.run("zns", "list").succeeded().out().lines().toList())
        .hasSize(2)
        .element(1)
        .asString()
        .matches("qemu:lab/nvme0 .* 3 .*");
  }

  @Test
  void noDevices() throws IOException {
    OrionRun nowhere = new OrionRun(directory.resolve("none"));
    assertThat(nowhere.run("list").succeeded().out())
        .isEqualTo("There are no devices; start a lab with: orion lab start\n");
    assertThat(objects(nowhere.run("list", "-o", "json").json(), "Devices")).isEmpty();
  }

  @Test
  void identifyController() throws IOException {
    Map<String, Object> json = orion.run("nvme", "id-ctrl", "-o", "json").json();
    assertThat(json)
        .containsKeys(words(ID_CTRL_KEYS))
        .containsEntry("vid", 0x1b36)
        .containsEntry("sn", "orion-lab-nvme0")
        .containsEntry("mdts", 7)
        .containsEntry("nn", 256)
        .containsEntry("subnqn", "nqn.2019-08.org.qemu:orion-lab-nvme0");
    assertThat(json.keySet()).containsSubsequence("vid", "ssvid", "sn", "mn", "psds");

    assertThat(orion.run("nvme", "id-ctrl", "qemu:lab/nvme0").succeeded().out().lines())
        .startsWith("NVME Identify Controller:", "vid       : 0x1b36", "ssvid     : 0x1af4")
        .contains("sn        : orion-lab-nvme0", "mdts      : 7");
  }

  @Test
  void identifyNamespace() throws IOException {
    Map<String, Object> json = orion.run("nvme", "id-ns", "-n", "2", "-o", "json").json();
    assertThat(json)
        .containsKeys(words(ID_NS_KEYS))
        .containsEntry("nsze", 1 << 20)
        .containsEntry("ncap", 1 << 20);
    int format = (int) json.get("flbas") & 0xf;
    assertThat(objects(json, "lbafs").get(format)).isEqualTo(Map.of("ms", 0, "ds", 9, "rp", 0));

    assertThat(orion.run("nvme", "id-ns", "qemu:lab").succeeded().out().lines())
        .startsWith("NVME Identify Namespace 1:", "nsze    : 0x40000");
    orion.run("nvme", "id-ns", "-n9").failedWith(1, "has no namespace 9; it has 1, 2, 3, 4");
  }

  @Test
  void smartLog() throws IOException {
    Map<String, Object> before = orion.run("nvme", "smart-log", "-o", "json").json();
    assertThat(before)
        .containsOnlyKeys(words(SMART_LOG_KEYS))
        .containsEntry("critical_warning", 0)
        .containsEntry("temperature", 0x143);
    orion.run("read", "-n2", "--length=512", "-o", "/dev/null").succeeded();
    Map<String, Object> after = orion.run("nvme", "smart-log", "-o", "json").json();
    assertThat(count(after, "host_read_commands"))
        .isEqualTo(count(before, "host_read_commands") + 1);

    assertThat(orion.run("nvme", "smart-log").succeeded().out().lines())
        .startsWith(
            "Smart Log for NVME device:qemu:lab/nvme0 namespace-id:ffffffff",
            "critical_warning                        : 0",
            "temperature                             : 50°C (323 Kelvin)");
    assertThat(orion.run("nvme", "smart-log", "-n2").succeeded().out())
        .startsWith("Smart Log for NVME device:qemu:lab/nvme0 namespace-id:2\n");
    orion.run("nvme", "smart-log", "-n9").failedWith(1, "has no namespace 9");
  }

  private static long count(Map<String, Object> smartLog, String key) {
    return Long.parseLong(String.valueOf(smartLog.get(key)));
  }

  @Test
  void errorLog() throws IOException {
    Map<String, Object> json = orion.run("nvme", "error-log", "-e", "9", "-o", "json").json();
    assertThat(objects(json, "errors"))
        .hasSize(1)
        .first()
        .satisfies(entry -> assertThat(entry).containsOnlyKeys(words(ERROR_LOG_KEYS)));
    assertThat(orion.run("nvme", "error-log").succeeded().out().lines())
        .startsWith(
            "Error Log Entries for device:qemu:lab/nvme0 entries:1",
            ".................",
            " Entry[ 0]   ",
            ".................",
            "error_count     : 0");
    orion.run("nvme", "error-log", "-e0").failedWith(2, "--log-entries must be 1 or more");
  }

  @Test
  void zonedIdentify() throws IOException {
    assertThat(orion.run("zns", "id-ns", "-n3", "-o", "json").json())
        .containsOnlyKeys(words(ZNS_ID_NS_KEYS))
        .containsEntry("mor", 7)
        .containsEntry("mar", 11);
    assertThat(orion.run("zns", "id-ns", "-n3").succeeded().out())
        .startsWith("ZNS Command Set Identify Namespace:\nzoc     : 0\n")
        .contains("zsze:0x1000 zdes:0 (in use)\n");
    assertThat(orion.run("zns", "id-ctrl", "-o", "json").json()).isEqualTo(Map.of("zasl", 0));
    assertThat(orion.run("zns", "id-ctrl").succeeded().out())
        .isEqualTo("NVMe ZNS Identify Controller:\nzasl    : 0\n");
    orion.run("zns", "id-ns").failedWith(1, "namespace 1 is not zoned", "-n: 3");
  }

  @Test
  void zones() throws IOException {
    Path data = Files.write(directory.resolve("data"), new byte[12288]);
    Path image = directory.resolve("lab/nvme0n3.img");
    orion.run("zns", "reset-zone", "-n3", "-a").succeeded();
    Files.write(data, "appended".repeat(1536).getBytes(US_ASCII));

    assertThat(appended("-s", "0x2000", "-d", data.toString())).isEqualTo("2000");
    assertThat(appended("-s", "8192", "-z", "4K", "-d", data.toString())).isEqualTo("2003");
    assertThat(new String(Files.readAllBytes(image), 0x2000 * 4096, 16384, US_ASCII))
        .isEqualTo("appended".repeat(2048));
    assertThat(orion.run("zns", "finish-zone", "-n3", "-s0x1000").succeeded().out())
        .isEqualTo("zns-finish-zone: Success, action:2 zone:1000 all:0 zcapc:0 nsid:3\n");
    assertThat(orion.run("zns", "open-zone", "-n3", "-s0x3000").succeeded().out())
        .isEqualTo("zns-open-zone: Success zone slba:3000 nsid:3\n");
    assertThat(orion.run("zns", "close-zone", "-n3", "-a").succeeded().out())
        .isEqualTo("zns-close-zone: Success, action:1 zone:0 all:1 zcapc:0 nsid:3\n");

    Map<String, Object> report =
        orion.run("zns", "report-zones", "-n3", "-s4096", "-d3", "-o", "json").json();
    assertThat(report).containsEntry("nr_zones", 64);
    List<Map<String, Object>> zones = objects(report, "zone_list");
    assertThat(zones).extracting("slba").containsExactly(0x1000, 0x2000, 0x3000);
    assertThat(zones).extracting("state").containsExactly("FULL", "CLOSED", "EMPTY");
    assertThat(zones.get(1))
        .containsEntry("wp", 0x2004)
        .containsEntry("cap", 0x1000)
        .containsEntry("type", "SEQWRITE_REQ");
    Outcome full = orion.run("zns", "report-zones", "-n3", "-S", "full").succeeded();
    assertThat(full.out())
        .startsWith("nr_zones: 1\nSLBA: 0x1000     WP: ")
        .contains("Cap: 0x1000     State: 0xe0 Type: 0x2 ");
    assertThat(orion.run("zns", "report-zones", "-n3", "-S5").succeeded().out())
        .isEqualTo(full.out());
    assertThat(orion.run("zns", "report-zones", "-n3", "-d4", "-p").succeeded().out())
        .startsWith("nr_zones: 4\n")
        .hasLineCount(5);

    assertThat(orion.run("zns", "reset-zone", "-n3", "-s0x1000").succeeded().out())
        .isEqualTo("zns-reset-zone: Success, action:4 zone:1000 all:0 zcapc:0 nsid:3\n");
    assertThat(orion.run("zns", "report-zones", "-n3", "-S", "full").succeeded().out())
        .isEqualTo("nr_zones: 0\n");
  }

  private String appended(String... arguments) throws IOException {
    String[] line = new String[3 + arguments.length];
    System.arraycopy(new String[] {"zns", "zone-append", "-n3"}, 0, line, 0, 3);
    System.arraycopy(arguments, 0, line, 3, arguments.length);
    String out = orion.run(line).succeeded().out();
    assertThat(out).startsWith("Success appended data to LBA ").endsWith("\n");
    return out.strip().substring("Success appended data to LBA ".length());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "zns offline-zone -n3              | Offline Zone of zone 0x0 of namespace 3 failed:"
            + " Invalid Zone State Transition",
        "zns reset-zone -n3 -s5            | Reset Zone of zone 0x5 of namespace 3 failed: Invalid"
            + " Field in Command",
        "zns reset-zone -n3 -s0x40000      | LBA Out of Range",
        "zns report-zones -n3 -s0x40000    | no zone has block 0x40000; there are 64 zones of"
            + " 0x1000 blocks",
        "zns zone-append -n3 -s1 -d /dev/zero -z 4096   | no zone begins at block 0x1; it has 64"
            + " zones of 0x1000 blocks",
        "zns zone-append -n3 -d /dev/zero -z 100  | takes a multiple of 4096 bytes up to 524288 in"
            + " an append, not 100",
        "zns zone-append -n3 -d /dev/zero  | takes a multiple of 4096 bytes up to 524288 in an"
            + " append, not more",
        "zns zone-append -n3 -d /dev/null  | takes a multiple of 4096 bytes up to 524288 in an"
            + " append, not 0",
        "zns zone-append -n3 -z 4K -d /dev/null | /dev/null ended after 0 of 4096 bytes; nothing"
            + " was appended",
        "zns zone-append -n1 -d /dev/zero -z 4096  | namespace 1 is not zoned",
      })
  void whatTheDeviceRefusesIsOneLine(String line, String message) throws IOException {
    orion.run(words(line.strip())).failedWith(1, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "zns report-zones -n3 -S nonsense | 'nonsense' is no state",
        "zns report-zones -n3 -s nonsense | 'nonsense' is no block number",
        "zns report-zones -n3 -d 0        | --descs must be 1 or more",
        "nvme id-ctrl -o xml              | 'xml'",
        "nvme id-ns -n one                | 'one'",
        "nvme id-ns -n 4294967296         | --namespace-id: '4294967296' is no namespace",
        "nvme error-log -e many           | --log-entries: 'many' is not a whole number",
        "nvme                             | Missing required subcommand",
        "nvme id-ctr                      | unknown command 'id-ctr'; did you mean id-ctrl",
        "lst                              | unknown command 'lst'; did you mean list",
        "quickstart --runtime 0           | --runtime: '0' is no number of seconds from 1 on",
      })
  void aWrongCommandLineExitsWith2(String line, String message) throws IOException {
    orion.run(words(line.strip())).failedWith(2, message, "--help)");
  }

  @ParameterizedTest
  @CsvSource({
    "list",
    "read",
    "write",
    "nvme",
    "nvme id-ctrl",
    "nvme id-ns",
    "nvme smart-log",
    "nvme error-log",
    "zns",
    "zns list",
    "zns id-ctrl",
    "zns id-ns",
    "zns report-zones",
    "zns open-zone",
    "zns close-zone",
    "zns finish-zone",
    "zns reset-zone",
    "zns offline-zone",
    "zns zone-append",
    "bench"
  })
  void everyHelpShowsExamples(String command) throws IOException {
    assertThat(orion.run(words(command + " --help")).succeeded().out())
        .contains("Examples:\n", "  orion " + command);
  }

  @Test
  void completionIsAScriptThatBashTakes() throws Exception {
    Path script = directory.resolve("completion.bash");
    Files.writeString(script, orion.run("generate-completion").succeeded().out());
    Process bash =
        new ProcessBuilder(
                "bash",
                "-c",
                "source '%s'; COMP_WORDS=(orion zns re); COMP_CWORD=2; _complete_orion; echo \"${COMPREPLY[@]}\""
                    .formatted(script))
            .redirectErrorStream(true)
            .start();
    assertThat(new String(bash.getInputStream().readAllBytes(), US_ASCII).strip().split(" "))
        .containsExactlyInAnyOrder("report-zones", "reset-zone");
    assertThat(bash.waitFor()).isZero();
  }
}
