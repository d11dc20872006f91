package dev.orion.tools;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
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
    "nvme cmdset-ind-id-ns",
    "nvme nvm-id-ctrl",
    "nvme nvm-id-ns",
    "nvme id-ns-lba-format",
    "nvme nvm-id-ns-lba-format",
    "nvme ns-descs",
    "nvme id-iocs",
    "nvme id-uuid",
    "nvme list-ns",
    "nvme list-ctrl",
    "nvme primary-ctrl-caps",
    "nvme list-secondary",
    "nvme list-endgrp",
    "nvme id-nvmset",
    "nvme id-domain",
    "nvme id-ns-granularity",
    "nvme smart-log",
    "nvme error-log",
    "nvme fw-log",
    "nvme changed-ns-list-log",
    "nvme effects-log",
    "nvme self-test-log",
    "nvme sanitize-log",
    "nvme resv-notif-log",
    "nvme supported-log-pages",
    "nvme fid-support-effects-log",
    "nvme mi-cmd-support-effects-log",
    "nvme endurance-log",
    "nvme endurance-event-agg-log",
    "nvme predictable-lat-log",
    "nvme pred-lat-event-agg-log",
    "nvme ana-log",
    "nvme lba-status-log",
    "nvme media-unit-stat-log",
    "nvme supported-cap-config-log",
    "nvme rotational-media-info-log",
    "nvme lockdown-log",
    "nvme get-log",
    "nvme telemetry-log",
    "nvme boot-part-log",
    "nvme persistent-event-log",
    "nvme show-regs",
    "nvme get-property",
    "fdp",
    "fdp configs",
    "fdp usage",
    "fdp stats",
    "fdp events",
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
