package dev.orion.qemutests.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.ModelMedia;
import dev.orion.simulation.model.ModelPlacement;
import dev.orion.simulation.model.ModelReservations;
import dev.orion.tools.Orion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code orion nvme} that QEMU 7.2 does not have, on models behind a socket. */
@Timeout(120)
class NvmCommandLineTest {

  private static final int BLOCK_BYTES = 512;

  @TempDir Path directory;
  private final BlockStore store = BlockStore.Memory.ofBytes(1 << 20);
  private VfioUserServer server;
  private Path socket;

  private record Outcome(int exitCode, String out, String err) {
    Outcome succeeded() {
      assertThat(err).isEmpty();
      assertThat(exitCode).isZero();
      return this;
    }

    void failedWith(int code, String... parts) {
      assertThat(err).startsWith("orion: ").contains(parts);
      assertThat(exitCode).isEqualTo(code);
      assertThat(out).isEmpty();
    }
  }

  @BeforeEach
  void start() throws IOException {
    socket = directory.resolve("model");
    server = VfioUserServer.start(socket, store, BLOCK_BYTES, true);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Outcome nvme(String command, String... options) {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "nvme";
    arguments[1] = command;
    arguments[2] = "vfiouser:" + socket;
    System.arraycopy(options, 0, arguments, 3, options.length);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Orion.run(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Outcome(code, out.toString(), err.toString());
  }

  @Test
  void reservations() throws IOException {
    new ModelReservations(store, BLOCK_BYTES).addTo(server.controller(), 1);
    assertThat(nvme("resv-register", "-k", "0xabcd", "-p", "3").succeeded().out())
        .isEqualTo("NVME Reservation  success\n");
    assertThat(nvme("resv-acquire", "-c", "0xabcd", "-t", "3").succeeded().out())
        .isEqualTo("NVME Reservation Acquire success\n");
    assertThat(nvme("resv-report").succeeded().out())
        .isEqualTo(
            """

            NVME Reservation status:

            gen       : 1
            rtype     : 3
            regctl    : 1
            ptpls     : 1
            regctl[0] :
              cntlid  : 1
              rcsts   : 1
              hostid  : 1
              rkey    : abcd

            """);
    assertThat(nvme("resv-report", "-e").succeeded().out())
        .contains(
            """
            regctlext[0] :
              cntlid     : 1
              rcsts      : 1
              rkey       : abcd
              hostid     : 01000000000000000000000000000000
            """);
    Map<String, Object> json =
        JSON.std.mapFrom(nvme("resv-report", "-o", "json").succeeded().out());
    assertThat(json.keySet()).containsExactly("gen", "rtype", "regctl", "ptpls", "regctls");
    assertThat(json.get("regctls"))
        .isEqualTo(List.of(Map.of("cntlid", 1, "rcsts", 1, "hostid", 1, "rkey", 0xabcd)));
    assertThat(nvme("resv-release", "-c", "0xabcd", "-t", "3").succeeded().out())
        .isEqualTo("NVME Reservation Release success\n");
    nvme("resv-acquire", "-c", "1", "-t", "1").failedWith(1, "Reservation Conflict");
    nvme("resv-acquire", "-c", "1", "-t", "6").failedWith(1, "RESCAP bit 6 is 0", "--force");
    nvme("resv-acquire", "-c", "1", "-t", "7").failedWith(2, "--rtype: the specification has no 7");
    nvme("resv-report", "-d", "4").failedWith(2, "--numd: 4, and the header alone takes 5");
  }

  @Test
  void blocksThatCannotBeRead() throws IOException {
    ModelMedia.addTo(server.controller(), store, BLOCK_BYTES);
    nvme("write-uncor", "-s", "20", "-c", "1")
        .failedWith(1, "there is no terminal to ask on: give --yes if that is what you want");
    assertThat(nvme("write-uncor", "-s", "20", "-c", "1", "--yes").succeeded().out())
        .isEqualTo("NVME Write Uncorrectable Success\n");
    nvme("verify", "-c", "63").failedWith(1, "Verify of blocks 0 to 63", "Unrecovered Read Error");
    assertThat(nvme("verify", "-c", "19").succeeded().out()).isEqualTo("NVME Verify Success\n");
    assertThat(nvme("get-lba-status", "-a", "0x11").succeeded().out())
        .startsWith("Number of LBA Status Descriptors(NLSD): 2\nCompletion Condition(CMPC): 2\n")
        .contains("{ DSLBA: 0x0000000000000020, NLB: 0x00000001, Status: 0x00 }\n");
    assertThat(nvme("get-lba-status").exitCode()).isEqualTo(2);
    nvme("verify", "-s", "2000", "-c", "63")
        .failedWith(2, "blocks 2000 to 2063, and it has blocks");
  }

  @Test
  void placementHandles() throws IOException {
    ModelPlacement.addTo(server.controller(), store, BLOCK_BYTES, 2, 100);
    Path block = Files.write(directory.resolve("block"), new byte[BLOCK_BYTES]);
    Outcome written = nvme("write", "-d", block.toString(), "-T", "2", "-S", "1", "--yes", "-w");
    assertThat(written.out()).contains("control      : 0020\n", "dsmgmt       : 00010000\n");
    nvme("write", "-d", block.toString(), "-T", "2", "-S", "1", "--yes");
    Path status = directory.resolve("status");
    assertThat(
            nvme("io-mgmt-recv", "-m", "1", "-l", "80", "-d", status.toString()).succeeded().out())
        .isEqualTo("io-mgmt-recv: Success, mos:0 mo:1 nsid:1\n");
    byte[] bytes = Files.readAllBytes(status);
    assertThat(bytes[14]).isEqualTo((byte) 2);
    assertThat(bytes[16 + 8]).isEqualTo((byte) 100);
    assertThat(bytes[48 + 8]).isEqualTo((byte) 99);
    Path ids = Files.write(directory.resolve("ids"), new byte[] {1, 0});
    assertThat(nvme("io-mgmt-send", "-m", "1", "-l", "2", "-d", ids.toString()).succeeded().out())
        .isEqualTo("io-mgmt-send: Success, mos:0 mo:1 nsid:1\n");
    assertThat(nvme("io-mgmt-recv", "-m", "1", "-l", "80").succeeded().out())
        .contains("0030: 01 00 65 00 00 00 00 00 64 00");
    nvme("io-mgmt-recv", "-m", "1", "-l", "3")
        .failedWith(2, "--data-len: 3 is not a multiple of 4");
  }
}
