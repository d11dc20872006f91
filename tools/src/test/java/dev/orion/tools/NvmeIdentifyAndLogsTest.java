package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.Labs;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Identify data structures, log pages and registers that QEMU's controller has, and those it lacks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class NvmeIdentifyAndLogsTest {
  private OrionRun orion;
  private Lab lab;

  @BeforeAll
  void start(@TempDir Path directory) throws IOException {
    orion = new OrionRun(directory);
    lab =
        Labs.in(directory)
            .start("lab", LabDefinition.standard(), QemuBinary.find(null, System.getenv()));
  }

  @AfterAll
  void stop() throws IOException {
    lab.stop();
  }

  private String out(String line) throws IOException {
    return orion.run(line.split(" ", -1)).succeeded().out();
  }

  private Map<String, Object> json(String line) throws IOException {
    return orion.run((line + " -o json").split(" ", -1)).json();
  }

  @Test
  void namespacesByAllLists() throws IOException {
    assertThat(out("nvme list-ns")).isEqualTo("[   0]:0x1\n[   1]:0x2\n[   2]:0x3\n[   3]:0x4\n");
    assertThat(out("nvme list-ns -n 3")).isEqualTo("[   0]:0x3\n[   1]:0x4\n");
    assertThat(out("nvme list-ns --all")).hasLineCount(4);
    assertThat(json("nvme list-ns --csi 2"))
        .isEqualTo(Map.of("nsid_list", List.of(Map.of("nsid", 3))));
    assertThat(out("nvme list-ns -a -y 0")).hasLineCount(3);
    orion.run("nvme", "list-ns", "-n0").failedWith(2, "--namespace-id must be 1 or more");
  }

  @Test
  void controllersByBothLists() throws IOException {
    assertThat(out("nvme list-ctrl")).isEqualTo("num of ctrls present: 1\n[   0]:0\n");
    assertThat(json("nvme list-ctrl -n 1"))
        .isEqualTo(Map.of("num_ctrl", 1, "ctrl_list", List.of(Map.of("ctrl_id", 0))));
    assertThat(out("nvme list-ctrl -c 1")).isEqualTo("num of ctrls present: 0\n");
  }

  @Test
  void whatCommandSetsSay() throws IOException {
    assertThat(out("nvme ns-descs -n 3"))
        .startsWith("NVME Namespace Identification Descriptors NS 3:\n")
        .contains("csi     : 0x2\n");
    assertThat(json("nvme nvm-id-ctrl"))
        .containsKeys("vsl", "wzsl", "wusl", "dmrl", "dmrsl", "dmsl");
    assertThat(out("nvme nvm-id-ns -n 2"))
        .startsWith("NVMe NVM Command Set Identify Namespace 2:\nlbstm : 0\npic   : 0\n")
        .contains("elbaf  0 : pif:0 sts:0  (in use)\n");
    assertThat(out("nvme id-iocs"))
        .isEqualTo("NVMe Identify I/O Command Set:\nI/O Command Set Combination[0]:5\n");
    assertThat(json("nvme id-iocs")).isEqualTo(Map.of("I/O Command Set Combination[0]", 5));
  }

  @Test
  void bitsAreToldOnDemand() throws IOException {
    assertThat(out("nvme id-ctrl -H").lines())
        .containsSubsequence(
            "oacs      : 0x10a",
            "  [3:3] : 0x1\tNS Management and Attachment Supported",
            "acl       : 3");
    assertThat(out("nvme id-ns -H -n 2"))
        .contains("\n  [0:0] : 0\tThin Provisioning Not Supported\n\nnlbaf   : 7\n");
    assertThat(out("nvme id-ctrl")).doesNotContain("Not Supported");
  }

  @Test
  void vendorSpecificBytesAreDumped() throws IOException {
    assertThat(out("nvme id-ctrl -v").lines())
        .contains("vs[]:")
        .element(-1 + (int) out("nvme id-ctrl -v").lines().count())
        .asString()
        .startsWith("03f0: 00 00 ");
    assertThat(out("nvme id-ns --vendor-specific").lines()).anyMatch(l -> l.startsWith("0e70: "));
  }

  @Test
  void logPages() throws IOException {
    String revision = out("nvme fw-log");
    assertThat(revision)
        .startsWith("Firmware Log for device:qemu:lab/nvme0\nafi  : 0x1\nfrs1 : 0x2020202020");
    assertThat(json("nvme fw-log"))
        .containsOnlyKeys("qemu:lab/nvme0")
        .extractingByKey("qemu:lab/nvme0")
        .asInstanceOf(InstanceOfAssertFactories.MAP)
        .containsEntry("Active Firmware Slot (afi)", 1);
    assertThat(out("nvme changed-ns-list-log")).isEmpty();
    assertThat(json("nvme changed-ns-list-log"))
        .isEqualTo(
            Map.of("Changed Namespace List Log", "qemu:lab/nvme0", "qemu:lab/nvme0", Map.of()));
    assertThat(out("nvme effects-log"))
        .startsWith("NVM Command Set Log Page\n----")
        .contains("ACS6     [Identify                        ] 00000001\n")
        .contains("ZNS Command Set Log Page\n----")
        .contains("IOCS125  [Zone Append                     ] 00000003\n");
    assertThat(out("nvme effects-log -c 0")).doesNotContain("Zone Append");
    assertThat(out("nvme get-log -i 3 -l 16"))
        .isEqualTo(
            """
            Device:qemu:lab/nvme0 log-id:3 namespace-id:0xffffffff
                   0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f
            0000: 01 00 00 00 00 00 00 00 31 2e 30 20 20 20 20 20 "........1.0....."
            """);
    assertThat(out("nvme get-log --log-id=3 --log-len=8 --lpo=8")).contains("0000: 31 2e 30 20");
    assertThat(out("nvme get-log --aen=0x30100")).contains("log-id:3 ").contains("0ff0: 00 ");
  }

  /** QEMU 7.2 has both structures and does not say so in OACS. */
  @Test
  void secondaryControllers() throws IOException {
    orion.run("nvme", "list-secondary").failedWith(1, "OACS bit 7", "--force sends it anyway");
    assertThat(json("nvme list-secondary --force"))
        .isEqualTo(Map.of("num", 0, "secondary-controllers", List.of()));
    orion.run("nvme", "primary-ctrl-caps").failedWith(1, "OACS bit 7", "--force sends it anyway");
    assertThat(json("nvme primary-ctrl-caps --force"))
        .containsKeys("cntlid", "portid", "crt", "vqfrt", "vqgran", "vifrt", "vigran");
  }

  @Test
  void registers() throws IOException {
    assertThat(out("nvme show-regs").lines())
        .startsWith("cap     : 4018200f0107ff", "version : 10400", "cc      : 460061")
        .contains("csts    : 1", "aqa     : 1f001f", "pmrmscu : 0")
        .hasSize(25);
    assertThat(json("nvme show-regs")).containsEntry("vs", 0x10400).containsEntry("csts", 1);
    assertThat(out("nvme show-regs -H"))
        .contains("Maximum Queue Entries Supported (MQES): 2048", "Timeout (TO): 7500 ms")
        .contains("I/O Submission Queue Entry Size (IOSQES): 64 bytes", "\tReady (RDY)\n");
    assertThat(out("nvme get-property --offset=0x8"))
        .isEqualTo("property: 0x08 (Version), value: 10400\n");
    orion.run("nvme", "get-property", "-o9").failedWith(2, "there is no register at offset 0x9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nvme id-nvmset                  | CTRATT bit 2",
        "nvme id-uuid                    | CTRATT bit 9",
        "nvme id-domain                  | CTRATT bit 10",
        "nvme id-ns-granularity          | CTRATT bit 7",
        "nvme list-endgrp                | CTRATT bit 4",
        "nvme self-test-log              | OACS bit 4",
        "nvme sanitize-log               | SANICAP bits 2:0",
        "nvme resv-notif-log             | ONCS bit 5",
        "nvme supported-log-pages        | LPA bit 5",
        "nvme fid-support-effects-log    | LPA bit 5",
        "nvme mi-cmd-support-effects-log | LPA bit 5",
        "nvme endurance-log              | CTRATT bit 4",
        "nvme endurance-event-agg-log    | CTRATT bit 4",
        "nvme predictable-lat-log        | CTRATT bit 5",
        "nvme pred-lat-event-agg-log     | CTRATT bit 5",
        "nvme ana-log                    | CMIC bit 3",
        "nvme media-unit-stat-log        | CTRATT bits 12:11",
        "nvme supported-cap-config-log   | CTRATT bits 12:11",
        "nvme telemetry-log -o /dev/null | LPA bit 3",
        "nvme persistent-event-log       | LPA bit 4",
        "nvme boot-part-log -f /dev/null | CAP.BPS is 0",
        "fdp configs                     | CTRATT bit 19",
        "fdp usage                       | CTRATT bit 19",
        "fdp stats                       | CTRATT bit 19",
        "fdp events                      | CTRATT bit 19",
      })
  void whatItLacksIsNamedAndForcedAtWill(String line, String bit) throws IOException {
    orion
        .run(line.split(" ", -1))
        .failedWith(1, "qemu:lab/nvme0 does not support ", bit, "; --force sends it anyway");
    orion.run((line + " --force").split(" ", -1)).failedWith(1, "Invalid Field in Command");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nvme get-log -l 512              | --log-id must say which log page",
        "nvme get-log -i 2                | --log-len must be 1 or more",
        "nvme get-log -i 256 -l 4         | --log-id: '256' has more than 8 bits",
        "nvme get-log -i 2 -l 4 --lpo=2   | --lpo must be a multiple of 4",
        "nvme list-ns --csi 7             | --csi: '7' is no command set; write 0, 1 or 2",
        "nvme telemetry-log               | Missing required option: '--output-file=FILE'",
        "nvme telemetry-log -o x -d 5     | --data-area must be 1 to 4",
        "nvme persistent-event-log -a 3   | --action must be 0, 1 or 2",
        "nvme list-secondary -e 0         | --num-entries must be 1 or more",
      })
  void wrongCommandLines(String line, String message) throws IOException {
    orion.run(line.split(" ", -1)).failedWith(2, message, "--help)");
  }
}
