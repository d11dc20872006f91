package dev.orion.qemutests.vfiouser;

import static dev.orion.simulation.model.ModelPages.put;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.ModelPages;
import dev.orion.tools.Orion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that show what QEMU's controller does not have, on a model with pages made here. */
@Timeout(120)
class LogCommandsTest {
  @TempDir private Path directory;
  private VfioUserServer server;
  private ModelPages pages;

  private record Outcome(int exitCode, String out, String err) {}

  @BeforeEach
  void start() throws IOException {
    server =
        VfioUserServer.start(
            directory.resolve("model"), BlockStore.Memory.ofBytes(1 << 20), 4096, true);
    pages = ModelPages.of(server.controller());
    byte[] identity = pages.identity();
    put(identity, 76, 1 << 3); // CMIC: ANA
    put(identity, 96, 0xb4, 0x0e, 8); // CTRATT
    put(identity, 256, 0x98, 4); // OACS
    put(identity, 261, 0x7e); // LPA
    put(identity, 328, 7); // SANICAP
    put(identity, 348, 2); // NANAGRPID
    put(identity, 520, 1 << 5); // ONCS: reservations
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private Outcome run(String... line) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] arguments = Arrays.copyOf(line, line.length + 1);
    arguments[line.length] = "vfiouser:" + directory.resolve("model");
    int exitCode =
        Orion.run(Map.of(), new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private String succeeded(String... line) {
    Outcome outcome = run(line);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    return outcome.out();
  }

  /** Each command asks for its page, and shows it in both forms. */
  @ParameterizedTest
  @CsvSource({
    "id-nvmset, 04, nid",
    "cmdset-ind-id-ns, 08, nstat",
    "list-ctrl, 13, num_ctrl",
    "primary-ctrl-caps, 14, vqfrt",
    "list-secondary, 15, num",
    "id-ns-granularity, 16, num-descriptors",
    "id-uuid, 17, UUID-list",
    "id-domain, 18, num_dom_entries",
    "list-endgrp, 19, num_endgrp_id",
    "id-ns-lba-format, 09, lbafs",
  })
  void identify(String command, String cns, String key) throws IOException {
    pages.identify(Integer.parseInt(cns, 16), new byte[4096]);
    assertThat(JSON.std.mapFrom(succeeded("nvme", command, "-o", "json"))).containsKey(key);
    assertThat(succeeded("nvme", command)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "nvme supported-log-pages, 00, supported_logs",
    "nvme self-test-log, 06, List of Valid Reports",
    "nvme endurance-log, 09, endurance_estimate",
    "nvme predictable-lat-log, 0a, dtwin_time_estimate",
    "nvme pred-lat-event-agg-log, 0b, list_of_entries",
    "nvme ana-log, 0c, ngrps",
    "nvme endurance-event-agg-log, 0f, list_of_entries",
    "nvme media-unit-stat-log, 10, mus_list",
    "nvme supported-cap-config-log, 11, Capacity Descriptor",
    "nvme fid-support-effects-log, 12, fid_support",
    "nvme mi-cmd-support-effects-log, 13, mi_command_support",
    "nvme rotational-media-info-log, 16, nrs",
    "nvme lockdown-log, 14, cfil",
    "nvme resv-notif-log, 80, rn_log_type",
    "fdp usage, 21, ruhus",
    "fdp stats, 22, hbmw",
    "fdp events, 23, events",
  })
  void logs(String command, String lid, String key) throws IOException {
    String[] words = command.split(" ", -1);
    pages.log(Integer.parseInt(lid, 16), new byte[0]);
    assertThat(JSON.std.mapFrom(succeeded(words[0], words[1], "-o", "json"))).containsKey(key);
    assertThat(succeeded(words)).isNotNull();
    assertThat(pages.requests()).allMatch(request -> request.lid() == Integer.parseInt(lid, 16));
  }

  @Test
  void lockdown() throws IOException {
    pages.log(0x14, put(new byte[512], 0, 0x12, 0, 0, 2, 0x84, 0x0d, 0x01));
    assertThat(succeeded("nvme", "lockdown-log", "-s", "2", "-c", "1").lines())
        .containsSequence("lngth : 2", "cfil  : 0x84", "cfil  : 0xd");
    assertThat(pages.requests()).extracting(request -> request.lsp()).containsOnly(0x12);
    assertThat(run("nvme", "lockdown-log", "-c", "3").err())
        .isEqualTo("orion: --contents: 3 is not 0, 1 or 2 (see orion nvme lockdown-log --help)\n");
  }

  @Test
  void sanitizeStatus() throws IOException {
    pages.log(0x81, put(new byte[512], 0, 0, 0x80, 2, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff));
    assertThat(succeeded("nvme", "sanitize-log", "--rae").lines())
        .startsWith(
            "Sanitize Progress                      (SPROG) :  32768",
            "Sanitize Status                        (SSTAT) :  0x2")
        .contains(
            "Estimated Time For Overwrite                   :  4294967295 (No time period"
                + " reported)");
    assertThat(pages.requests()).allMatch(request -> request.retainsEvent());
    assertThat(succeeded("nvme", "sanitize-log", "-o", "json"))
        .contains("(2) Sanitize in Progress.");
  }

  @Test
  void changedZones() throws IOException {
    pages.log(
        0xbf, put(new byte[4096], 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x20));
    assertThat(succeeded("zns", "changed-zone-list", "-n", "3", "-r"))
        .isEqualTo("NVMe Changed Zone List:\nnrzid:  2\nzid 000: 4096\nzid 001: 8192\n");
    assertThat(pages.requests().getFirst().nsid()).isEqualTo(3);
    assertThat(pages.requests().getFirst().retainsEvent()).isTrue();
    pages.log(0xbf, put(new byte[4096], 0, 0xff, 0xff));
    assertThat(succeeded("zns", "changed-zone-list")).contains("Too many zones have changed");
    pages.log(0xbf, put(new byte[4096], 0, 0, 2));
    assertThat(run("zns", "changed-zone-list").err())
        .endsWith("Changed Zone List: nrzid is 512, and there is room for 511\n");
  }

  @Test
  void telemetryGoesToAFile() throws IOException {
    byte[] log = new byte[512 * 301];
    new Random(4).nextBytes(log);
    put(log, 8, 1, 0, 2, 0, 44, 1, 0, 0, 0, 0, 0, 0);
    pages.log(0x07, log);
    pages.log(0x08, log);
    Path file = directory.resolve("telemetry");
    assertThat(succeeded("nvme", "telemetry-log", "-o", file.toString())).isEmpty();
    assertThat(Files.readAllBytes(file)).isEqualTo(log);
    assertThat(pages.requests().getFirst().lsp()).isEqualTo(1);
    succeeded("nvme", "telemetry-log", "-c", "-d", "1", "--output-file=" + file);
    assertThat(Files.readAllBytes(file)).isEqualTo(Arrays.copyOf(log, 1024));
    assertThat(pages.requests().getLast().lid()).isEqualTo(8);
    put(log, 10, 0);
    assertThat(run("nvme", "telemetry-log", "-o", file.toString()).err())
        .isEqualTo(
            "orion: vfiouser:%s: Telemetry log: dalb2 is 0, before dalb1, 1\n"
                .formatted(directory.resolve("model")));
  }

  @Test
  void aBootPartitionGoesToAFile() throws IOException {
    byte[] log = new byte[16 + (128 << 10)];
    new Random(5).nextBytes(log);
    put(log, 0, 0x15, 0, 0, 0, 1, 0, 0, 0);
    pages.log(0x15, log);
    Path file = directory.resolve("boot");
    assertThat(run("nvme", "boot-part-log", "-f", file.toString()).err())
        .contains("CAP.BPS is 0; --force sends it anyway");
    assertThat(succeeded("nvme", "boot-part-log", "--force", "-f", file.toString()))
        .contains("Boot Partition Size: 128 KiB\nActive BPID: 0\n");
    assertThat(Files.readAllBytes(file)).isEqualTo(Arrays.copyOfRange(log, 16, log.length));
  }

  @Test
  void persistentEvents() throws IOException {
    byte[] log = new byte[512 + 2 * 26];
    put(log, 0, 0x0d, 0, 0, 0, 2, 0, 0, 0, log.length & 0xff, log.length >> 8);
    put(log, 512, 0x0d, 1, 21);
    put(log, 512 + 22, 2, 0, 9, 3);
    put(log, 538, 0xde, 1, 21);
    put(log, 538 + 22, 2, 0);
    pages.log(0x0d, log);
    assertThat(succeeded("nvme", "persistent-event-log").lines())
        .contains("Total Number of Events: 2", "Event Type: Thermal Excursion Event(0xd)")
        .contains("Over Temperature: 9", "Threshold: 3", "Event Type: Reserved(0xde)");
    assertThat(succeeded("nvme", "persistent-event-log", "-l", "538")).doesNotContain("0xde");
    Map<String, Object> json =
        JSON.std.mapFrom(succeeded("nvme", "persistent-event-log", "-o", "json"));
    assertThat((List<?>) json.get("list_of_event_entries")).hasSize(2);
    assertThat(pages.requests().getLast().lsp()).isEqualTo(2);
    put(log, 538 + 22, 3);
    assertThat(run("nvme", "persistent-event-log").err())
        .endsWith(
            "Persistent Event Log: an event at byte 538 has 27 bytes, and total_log_len is 564; 1"
                + " of the events it counts are missing\n");
  }

  @Test
  void aListOutOfOrderIsALine() {
    pages.identify(0x02, put(new byte[4096], 0, 2, 0, 0, 0, 1));
    assertThat(run("nvme", "list-ns").err())
        .isEqualTo(
            "orion: vfiouser:%s: Active Namespace ID list is not ascending: 1 follows 2\n"
                .formatted(directory.resolve("model")));
  }
}
