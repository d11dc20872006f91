package dev.orion.tools;

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

/** Commands that change QEMU's controller and namespaces, the third of which starts detached. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class NvmeManagementTest {
  private Path directory;
  private OrionRun orion;
  private Lab lab;

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
                    List.of("nvme0:size=64M", "nvme0:size=64M,lba=512", "nvme0:size=32M"),
                    List.of(
                        "nvme0n3:detached=on",
                        "nvme0:sriov_max_vfs=2",
                        "nvme0:sriov_vq_flexible=4",
                        "nvme0:sriov_vi_flexible=2")),
                QemuBinary.find(null, System.getenv()));
  }

  @AfterAll
  void stop() throws IOException {
    lab.stop();
  }

  private static String[] words(String text) {
    return text.strip().split(" +");
  }

  private String out(String line) throws IOException {
    return orion.run(words(line)).succeeded().out();
  }

  @Test
  void features() throws IOException {
    assertThat(out("nvme get-feature -f 4"))
        .isEqualTo("get-feature:0x04 (Temperature Threshold), Current value:0x00000157\n");
    assertThat(out("nvme get-feature -f 4 -H"))
        .isEqualTo(
            """
            get-feature:0x04 (Temperature Threshold), Current value:0x00000157
            \tThreshold Type Select         (THSEL): 0 - Over Temperature Threshold
            \tThreshold Temperature Select (TMPSEL): 0 - Composite Temperature
            \tTemperature Threshold         (TMPTH): 70°C (343 Kelvin)
            """);
    assertThat(out("nvme get-feature -f 6 -s 3"))
        .isEqualTo(
            """
            get-feature:0x06 (Volatile Write Cache), Supported capabilities value:0x00000004
              Feature is changeable
            """);
    assertThat(out("nvme set-feature -f 4 -v 0x150"))
        .isEqualTo(
            "set-feature:0x04 (Temperature Threshold), value:0x00000150, cdw12:00000000, save:0\n");
    assertThat(out("nvme get-feature -f 4 -s 8"))
        .isEqualTo("get-feature:0x04 (Temperature Threshold), Changed value:0x00000150\n");
    out("nvme set-feature -f 4 -v 343");
    assertThat(out("nvme get-feature -f 4 -s 8")).isEmpty();
    assertThat(out("nvme get-feature -f 5 -n 1 -H")).contains("(DULBE): Disabled", "(TLER): 0 ms");
    assertThat(out("nvme get-feature"))
        .startsWith("get-feature:0x01 (Arbitration), Current value:")
        .contains("get-feature:0x0b (Async Event Configuration)", "get-feature:0x0e (Timestamp)")
        .doesNotContain("Error Recovery", "Host Memory Buffer");
  }

  @Test
  void featuresWithData() throws IOException {
    assertThat(out("nvme set-feature -f 0x0e -v 1700000000000"))
        .isEqualTo(
            """
            set-feature:0x0e (Timestamp), value:0x18bcfe56800, cdw12:00000000, save:0
                   0  1  2  3  4  5  6  7  8  9  a  b  c  d  e  f
            0000: 00 68 e5 cf 8b 01 00 00                         ".h......"
            """);
    assertThat(out("nvme get-feature -f 14 -H"))
        .as("every command resets the controller, which forgets the time")
        .contains("The timestamp is : ", "(1970-01-01T00:0", "by a Controller Level Reset");
    Path data = Files.write(directory.resolve("behavior"), new byte[512]);
    assertThat(out("nvme set-feature -f 0x16 -d " + data)).contains("(Host Behavior)");
    orion
        .run(words("nvme set-feature -f 0x16 -d /dev/null"))
        .failedWith(1, "/dev/null ended after 0 of 512 bytes; nothing was sent");
  }

  @Test
  void events() throws IOException {
    assertThat(out("nvme wait-events -T 300 -t 60000"))
        .isEqualTo("HealthStatus: Temperature Threshold (information 01h, log page 02h)\n");
    Map<String, Object> json = orion.run(words("nvme wait-events -T 300 -t 60000 -o json")).json();
    assertThat(json)
        .containsEntry("type", "HealthStatus")
        .containsEntry("information", 1)
        .containsEntry("log_page", 2);
    orion
        .run(words("nvme wait-events -T 400 -t 20"))
        .failedWith(1, "0 of 1 events came within 20 ms");
    out("nvme set-feature -f 4 -v 343");
  }

  @Test
  void formatting() throws IOException {
    Files.write(directory.resolve("block"), new byte[] {1, 2, 3, 4});
    out("write -n 1 --yes -i " + directory.resolve("block"));
    assertThat(out("nvme format -n 1 -b 512 --ses 1 --yes"))
        .isEqualTo("Success formatting namespace:1\n");
    assertThat(orion.run(words("nvme id-ns -n 1 -o json")).json())
        .containsEntry("nsze", (64 << 20) / 512);
    out("read -n 1 --length 4 -o " + directory.resolve("read"));
    assertThat(Files.readAllBytes(directory.resolve("read"))).containsOnly(0);
    assertThat(out("nvme format -n 1 -l 4 --force")).contains("Success");
    assertThat(orion.run(words("nvme id-ns -n 1 -o json")).json())
        .containsEntry("nsze", (64 << 20) / 4096);
  }

  @Test
  void itAsksBeforeItErases() throws IOException {
    orion
        .run(words("nvme format -n 2"))
        .failedWith(1, "qemu:lab/nvme0 would be erased and there is no terminal", "give --yes");
    Outcome refused = answered("n\n", "nvme format -n 2 -l 0");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo(
            "This erases namespace 2 (64 MiB) of qemu:lab/nvme0 (QEMU NVMe Ctrl, serial"
                + " orion-lab-nvme0). Go on? [y/N] Nothing was erased.\n");
    Outcome agreed = answered("y\n", "nvme format -n 2 -l 0");
    assertThat(agreed.exitCode()).isZero();
    assertThat(agreed.out()).isEqualTo("Success formatting namespace:2\n");
    assertThat(answered("\n", "nvme format -n 0xffffffff").err())
        .startsWith("This erases namespaces 1 (64 MiB), 2 (64 MiB) of qemu:lab/nvme0 (");
    assertThat(answered("n\n", "nvme set-feature -f 0x84 -n 1 -v 3").err())
        .startsWith("This makes namespace 1 of qemu:lab/nvme0 (QEMU NVMe Ctrl")
        .endsWith("read-only for good. Go on? [y/N] Nothing was changed.\n");
  }

  private Outcome answered(String answer, String line) throws IOException {
    Path input = Files.writeString(directory.resolve("answer"), answer);
    try (Descriptor in = Descriptor.open(input)) {
      return orion.run(new StandardStreams(in, in, true, false, false), words(line));
    }
  }

  @Test
  void attaching() throws IOException {
    assertThat(out("nvme attach-ns -n 3")).isEqualTo("attach-ns: Success, nsid:3\n");
    assertThat(orion.run(words("nvme id-ns -n 3 -o json")).json())
        .containsEntry("nsze", (32 << 20) / 4096);
    assertThat(out("nvme detach-ns -n 3 -c 0")).isEqualTo("detach-ns: Success, nsid:3\n");
    orion.run(words("nvme detach-ns -n 3")).failedWith(1, "Namespace Not Attached");
    orion
        .run(words("nvme create-ns -s 100 -b 4096"))
        .failedWith(
            1, "does not support Namespace Management", "ACS13", "; --force sends it anyway");
    orion
        .run(words("nvme delete-ns -n 3 --yes --force"))
        .failedWith(1, "Namespace Management (delete 3) failed: Invalid Command Opcode");
  }

  @Test
  void controller() throws IOException {
    assertThat(out("nvme reset")).isEmpty();
    assertThat(out("nvme get-property -o 0x1c"))
        .isEqualTo("property: 0x1c (Controller Status), value: 1\n");
    assertThat(out("nvme get-property -o 8")).isEqualTo("property: 0x08 (Version), value: 10400\n");
    assertThat(out("nvme set-property -o 0xc -v 1"))
        .isEqualTo("set-property: 0c (Interrupt Vector Mask Set), value: 0x000001\n");
    assertThat(out("nvme virt-mgmt -c 1 -r 0 -a 8 -n 2 --force"))
        .isEqualTo("success, Number of Controller Resources Modified (NRM):0x2\n");
  }

  @Test
  void passthrough() throws IOException {
    Outcome identify = orion.run(words("nvme admin-passthru -o 6 --cdw10 1 -l 4096 -r -T"));
    assertThat(identify.exitCode()).isZero();
    assertThat(identify.err())
        .isEqualTo("Admin Command Identify is Success and result: 0x00000000\n");
    assertThat(identify.out())
        .startsWith("Admin Command Identify latency: ")
        .contains("\n0000: 36 1b f4 1a 6f 72 69 6f 6e 2d 6c 61 62 2d 6e 76 \"6...orion-lab-nv\"\n");

    byte[] block = new byte[512];
    block[511] = 0x5c;
    Path sent = Files.write(directory.resolve("sent"), block);
    Path received = directory.resolve("received");
    Outcome written = orion.run(words("nvme io-passthru -o 1 -n 2 --cdw10 9 -l 512 -i " + sent));
    assertThat(written.err()).isEqualTo("IO Command Write is Success and result: 0x00000000\n");
    orion.run(words("nvme io-passthru -o 2 -n 2 --cdw10 9 -l 512 -i " + received));
    assertThat(Files.readAllBytes(received)).isEqualTo(block);
    out("read -n 2 --offset 4608 --length 512 -o " + received);
    assertThat(Files.readAllBytes(received)).isEqualTo(block);

    assertThat(out("nvme admin-passthru -o 0x09 -5 0x157 -4 4 -n 1 --dry-run"))
        .startsWith("opcode       : 09\nflags        : 00\n")
        .contains("cdw10        : 00000004\ncdw11        : 00000157\n");
    orion
        .run(words("nvme admin-passthru -o 0xc0"))
        .failedWith(1, "opcode C0h failed: Invalid Command Opcode");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "nvme get-feature -f 0x0d           | Get Features of Host Memory Buffer failed: Invalid"
            + " Field in Command",
        "nvme set-feature -f 6 -v 1 -s      | does not support saving Volatile Write Cache",
        "nvme set-feature -f 0x0f -v 1000   | does not support the feature Keep Alive Timer: KAS is"
            + " 0",
        "nvme format -n 1 -l 40 --yes       | does not support LBA format 40: there are 8",
        "nvme format -n 1 -b 8192 --yes     | no LBA format has blocks of 8192 bytes and no"
            + " metadata; there are 512, 4096",
        "nvme format -n 9 --yes             | has no namespace 9; it has 1, 2",
        "nvme format -n 1 -s 2 --yes        | does not support cryptographic erase: FNA bit 2",
        "nvme sanitize -a start-block --yes | does not support Sanitize: SANICAP bits 2:0 are 0",
        "nvme sanitize -a 2                 | whole NVM subsystem of qemu:lab/nvme0 would be erased"
            + " and there is no terminal",
        "nvme delete-ns -n 1                | namespace 1 of qemu:lab/nvme0 would be deleted and"
            + " there is no terminal",
        "nvme attach-ns -n 1 -c 99          | Controller List Invalid",
        "nvme fw-commit -s 1 -a 2           | does not support Firmware Commit: OACS bit 2",
        "nvme fw-download -f /dev/null      | /dev/null is no regular file",
        "nvme device-self-test -s 1         | does not support Device Self-test: OACS bit 4",
        "nvme security-recv -x 512          | does not support Security Receive: OACS bit 0",
        "nvme security-recv -x 0x1000000    | moves 524288 bytes with a command at the most",
        "nvme opal-discovery                | does not support Security Receive: OACS bit 0",
        "nvme dir-receive -O 1              | does not support Directive Receive: OACS bit 5",
        "nvme virt-mgmt -c 1 -a 9           | does not support Virtualization Management: OACS bit"
            + " 7",
        "nvme io-passthru -o 2 -n 1 -l 0x1000000 | moves 524288 bytes with a command at the most",
        "nvme io-passthru -o 1 -n 1 -l 512 -i /dev/null | /dev/null ended after 0 of 512 bytes",
        "nvme lockdown -s 0 -o 0x84 -p 1    | does not support Lockdown: OACS bit 10",
        "nvme capacity-mgmt -o 1            | does not support Capacity Management: CTRATT",
        "nvme capacity-mgmt -o 2 -i 1       | could be lost and there is no terminal",
        "nvme subsystem-reset               | does not support NVM Subsystem Reset: CAP.NSSRS is 0",
      })
  void whatCannotBeDoneIsOneLine(String line, String message) throws IOException {
    orion.run(words(line)).failedWith(1, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "nvme get-feature -f 0x100          | --feature-id: '0x100' has more than 8 bits",
        "nvme get-feature -f four           | 'four' is no number",
        "nvme get-feature -f 4 -s 5         | --sel: 5 is none of 0 to 3 and 8",
        "nvme get-feature -f 4 -U 200       | UUID Index is 200",
        "nvme set-feature                   | --feature-id",
        "nvme set-feature -f 4 -v 0x100000000 | --value: 0x100000000 has more than 32 bits",
        "nvme set-feature -f 14 -v 0x1000000000000 | Timestamp is 281474976710656",
        "nvme wait-events -c 0              | --count must be 1 or more",
        "nvme format -l 64 --yes            | --lbaf: 64 is not 0 to 63",
        "nvme format -l 0 -b 512 --yes      | give either --lbaf or --block-size",
        "nvme format -s 3 --yes             | --ses: 3 is not 0 to 2",
        "nvme format -i 4 --yes             | --pi: 4 is not 0 to 3",
        "nvme sanitize                      | --sanact",
        "nvme sanitize -a start             | 'start' is no action",
        "nvme sanitize -a 3 -n 17           | 17 overwrite passes, must be 1 to 16",
        "nvme sanitize -a 2 -p 1            | are for Overwrite, not for Block Erase",
        "nvme sanitize -a 1 -u              | --ause and --no-dealloc are not for exit-failure",
        "nvme create-ns -b 512              | give its size",
        "nvme create-ns -s 1                | either --flbas or --block-size",
        "nvme create-ns -s 1 -f 0 -c 2 --force | NCAP is 2, more than NSZE 1",
        "nvme delete-ns                     | --namespace-id",
        "nvme fw-commit -a 4                | '4' is no action",
        "nvme fw-commit -s 8                | --slot: 8 is not 0 to 7",
        "nvme device-self-test -s 3         | --self-test-code: 3 is none of",
        "nvme security-send                 | --tl",
        "nvme dir-send -D 0 -O 1            | --target-dir is missing",
        "nvme dir-receive -D 2 -O 1         | type 2 has no operation 1",
        "nvme dir-receive -O 1 -l 5         | --data-len must be a multiple of 4",
        "nvme virt-mgmt -c 1 -a 2           | --act: 2 is none of 1, 7, 8 and 9",
        "nvme virt-mgmt -c 0x10000 -a 8     | '0x10000' has more than 16 bits",
        "nvme lockdown -s 16                | SCP is 16",
        "nvme capacity-mgmt -o 16           | --operation: 16 is not 0 to 15",
        "nvme admin-passthru                | --opcode",
        "nvme admin-passthru -o 6 -f 1      | --flags and --rsvd must be 0",
        "nvme admin-passthru -o 0x10 -l 8   | where do the data go?",
        "nvme io-passthru -o 0x100          | '0x100' has more than 8 bits",
        "nvme set-property -o 0x14 -v 0x100000000 | has 32 bits",
      })
  void aWrongCommandLineExitsWith2(String line, String message) throws IOException {
    orion.run(words(line)).failedWith(2, message, "--help)");
  }

  @ParameterizedTest
  @CsvSource({
    "get-feature",
    "set-feature",
    "wait-events",
    "format",
    "sanitize",
    "create-ns",
    "delete-ns",
    "attach-ns",
    "detach-ns",
    "fw-download",
    "fw-commit",
    "device-self-test",
    "security-send",
    "security-recv",
    "opal-discovery",
    "dir-send",
    "dir-receive",
    "virt-mgmt",
    "lockdown",
    "capacity-mgmt",
    "admin-passthru",
    "io-passthru",
    "reset",
    "subsystem-reset",
    "get-property",
    "set-property",
  })
  void everyHelpShowsExamples(String command) throws IOException {
    assertThat(out("nvme " + command + " --help"))
        .contains("Examples:\n", "  orion nvme " + command);
  }
}
