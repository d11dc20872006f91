package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.OpenFlag;
import dev.orion.tools.OrionRun.Outcome;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.LabDefinitionParser;
import dev.orion.tools.lab.Labs;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The I/O commands of {@code orion nvme} on QEMU: namespace 1 is plain, 2 has 8 bytes of protection
 * information in a buffer of its own, 3 the same after each block.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class NvmeIoCommandsTest {

  private Path directory;
  private OrionRun orion;
  private Lab lab;

  @BeforeAll
  void start(@TempDir Path temporary) throws IOException {
    directory = temporary;
    orion = new OrionRun(directory);
    LabDefinition definition =
        LabDefinitionParser.parse(
            null,
            List.of(
                "nvme0:size=4M,lba=512",
                "nvme0:size=4M,lba=512,metadata=8",
                "nvme0:size=4M,lba=512,metadata=8"),
            List.of("nvme0n2:pi=1", "nvme0n3:pi=1", "nvme0n3:mset=1"));
    lab = Labs.in(directory).start("lab", definition, QemuBinary.find(null, System.getenv()));
  }

  @AfterAll
  void stop() throws IOException {
    lab.stop();
  }

  private Outcome nvme(String command, String... options) throws IOException {
    String[] arguments = new String[options.length + 2];
    arguments[0] = "nvme";
    arguments[1] = command;
    System.arraycopy(options, 0, arguments, 2, options.length);
    return orion.run(arguments);
  }

  private static void succeeded(Outcome outcome, String command) {
    assertThat(outcome.err()).isEqualTo(command + ": Success\n");
    assertThat(outcome.exitCode()).isZero();
  }

  private Path random(String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(name.hashCode()).nextBytes(content);
    return Files.write(directory.resolve(name), content);
  }

  @Test
  void whatIsWrittenIsReadAndCompared() throws IOException {
    Path in = random("plain", 4096);
    Path out = directory.resolve("plain-out");
    succeeded(nvme("write", "-s", "8", "-c", "7", "-d", in.toString(), "--yes", "-f"), "write");
    succeeded(nvme("read", "-s", "8", "-c", "7", "-z", "4096", "-d", out.toString()), "read");
    assertThat(out).hasSameBinaryContentAs(in);
    succeeded(nvme("compare", "-s", "8", "-c", "7", "-d", in.toString()), "compare");
    nvme("compare", "-s", "9", "-c", "6", "-d", in.toString())
        .failedWith(1, "Compare of blocks 9 to 15 failed: Compare Failure");

    assertThat(nvme("write-zeroes", "-s", "9", "-c", "1", "--yes").succeeded().out())
        .isEqualTo("NVME Write Zeroes Success\n");
    assertThat(nvme("copy", "-d", "100", "-s", "8,10", "-b", "1,0", "--yes").succeeded().out())
        .isEqualTo("NVMe Copy: success\n");
    succeeded(nvme("read", "-s", "100", "-c", "2", "-d", out.toString()), "read");
    byte[] expected = new byte[3 * 512];
    System.arraycopy(Files.readAllBytes(in), 0, expected, 0, 512);
    assertThat(Files.readAllBytes(out)).isEqualTo(expected);
    assertThat(nvme("dsm", "-d", "-s", "100", "-b", "8", "--yes").succeeded().out())
        .isEqualTo("NVMe DSM: success\n");
    assertThat(nvme("flush").succeeded().out()).isEqualTo("NVMe Flush: success\n");
  }

  /** The controller makes the protection information, which is then read as it is. */
  @Test
  void protectionInformation() throws IOException {
    Path in = random("protected", 1024);
    Path data = directory.resolve("data");
    Path metadata = directory.resolve("metadata");
    String[] tags = {"-r", "16", "-a", "0x1234", "-m", "0xffff"};
    String[] write = {"-n", "2", "-s", "16", "-c", "1", "-p", "8", "-d", in.toString(), "--yes"};
    succeeded(nvme("write", join(write, tags)), "write");
    String[] readRaw = {
      "-n", "2", "-s", "16", "-c", "1", "-y", "16", "-M", metadata.toString(), "-d", data.toString()
    };
    succeeded(nvme("read", readRaw), "read");
    assertThat(data).hasSameBinaryContentAs(in);
    byte[] tuples = Files.readAllBytes(metadata);
    assertThat(Arrays.copyOfRange(tuples, 2, 8)).containsExactly(0x12, 0x34, 0, 0, 0, 16);
    assertThat(Arrays.copyOfRange(tuples, 10, 16)).containsExactly(0x12, 0x34, 0, 0, 0, 17);

    tuples[3] ^= 1;
    Files.write(metadata, tuples);
    String[] writeRaw = {
      "-n",
      "2",
      "-s",
      "16",
      "-c",
      "1",
      "-y",
      "16",
      "-M",
      metadata.toString(),
      "-d",
      in.toString(),
      "--yes",
      "-p"
    };
    nvme("write", join(writeRaw, join(new String[] {"7"}, tags)))
        .failedWith(1, "End-to-end Application Tag Check Error");
    succeeded(nvme("write", join(writeRaw, "0")), "write");
    nvme("read", join(readRaw, join(new String[] {"-p", "2"}, tags)))
        .failedWith(1, "End-to-end Application Tag Check Error");
    nvme("verify", "-n", "2", "-s", "16", "-p", "4").failedWith(1, "ONCS bit 7 is 0", "--force");
    assertThat(nvme("verify", "-n", "2", "-s", "16", "-p", "4", "--force").succeeded().out())
        .isEqualTo("NVME Verify Success\n");

    succeeded(
        nvme("write", "-n", "3", "-c", "1", "-p", "8", "-d", in.toString(), "--yes"), "write");
    succeeded(nvme("read", "-n", "3", "-c", "1", "-d", data.toString()), "read");
    assertThat(Files.size(data)).isEqualTo(2 * 520);
  }

  private static String[] join(String[] first, String... second) {
    String[] all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @Test
  void writesAreAskedFor() throws IOException {
    Path in = random("asked", 512);
    nvme("write", "-d", in.toString())
        .failedWith(1, "qemu:lab/nvme0 would be overwritten", "no terminal to ask on", "--yes");
    nvme("write").failedWith(1, "standard input is the data, so nobody can be asked");
    nvme("copy", "-s", "0").failedWith(1, "--yes");
    nvme("dsm", "-d", "-s", "0", "-b", "1").failedWith(1, "--yes");
    nvme("write-zeroes").failedWith(1, "--yes");
    Path no = Files.writeString(directory.resolve("no"), "n\n");
    try (Descriptor input = Descriptor.open(no);
        Descriptor output =
            Descriptor.open(
                directory.resolve("nothing"), 0600, OpenFlag.O_WRONLY, OpenFlag.O_CREAT)) {
      Outcome asked =
          orion.run(
              new StandardStreams(input, output, true, false, false),
              "nvme",
              "write-zeroes",
              "-c",
              "7");
      assertThat(asked.err())
          .isEqualTo(
              "This overwrites blocks 0 to 7 of qemu:lab/nvme0 namespace 1 (4 MiB). Go on? [y/N]"
                  + " Nothing was changed.\n");
      assertThat(asked.exitCode()).isEqualTo(Consent.EXIT_REFUSED);
    }
    Outcome shown = nvme("write", "-s", "3", "-d", in.toString(), "--dry-run", "-p", "7");
    assertThat(shown.out()).contains("control      : 1c00\n", "slba         : 3\n");
  }

  @Test
  void badInput() throws IOException {
    Path in = random("bad", 512);
    String file = in.toString();
    nvme("read", "-s", "8192").failedWith(2, "Read of block 8192, and it has blocks 0 to 8191");
    nvme("read", "-c", "65535").failedWith(2, "moves 524288 bytes a command", "--block-count");
    nvme("read", "-z", "1k").failedWith(2, "--data-size: 1024 bytes, and these blocks have 512");
    nvme("read", "-y", "8").failedWith(2, "--metadata-size: 8 bytes, and these blocks have 0");
    nvme("read", "-p", "16").failedWith(2, "--prinfo: 16 is not 0 to 15");
    nvme("read", "-p", "4").failedWith(1, "it is formatted without (DPS bits 2:0 are 0");
    nvme("write", "-c", "1", "-d", file, "--yes").failedWith(1, "ended after 512 of 1024 bytes");
    nvme("write", "-n", "2", "-r", "0x100000000", "-p", "8", "-d", file, "--yes")
        .failedWith(2, "reference tag 100000000h has more than the 32 bits");
    nvme("copy", "--yes").failedWith(2, "no range is given: give --slbs and --blocks");
    nvme("copy", "-s", "0", "-b", "200", "--yes")
        .failedWith(1, "MSSRL allows ranges of 128 blocks");
    nvme("dsm", "-r").failedWith(2, "no range is given");
    nvme("write-uncor", "--yes").failedWith(1, "Write Uncorrectable: ONCS bit 1 is 0", "--force");
    nvme("resv-report").failedWith(1, "Reservation Report: ONCS bit 5 is 0", "--force");
    nvme("io-mgmt-recv", "-l", "64").failedWith(1, "CTRATT bit 19 (FDPS) is 0", "--force");
    nvme("flush", "-n", "9").failedWith(1, "has no namespace 9; it has 1, 2, 3");
  }
}
