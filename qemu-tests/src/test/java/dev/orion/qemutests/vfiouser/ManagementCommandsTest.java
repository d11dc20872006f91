package dev.orion.qemutests.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.ModelController;
import dev.orion.simulation.model.ModelDirectives;
import dev.orion.simulation.model.ModelFirmware;
import dev.orion.simulation.model.ModelLogs;
import dev.orion.simulation.model.ModelNamespaces;
import dev.orion.simulation.model.ModelSanitize;
import dev.orion.simulation.model.ModelSecurity;
import dev.orion.simulation.model.ModelSelfTest;
import dev.orion.tools.Orion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands that change what QEMU's controller does not have, as a user types them, against models
 * behind a socket.
 */
@Timeout(120)
class ManagementCommandsTest {
  private static final String DISCOVERY =
      "0000003c00000001" + "00".repeat(40) + "0002100c" + "0f" + "00".repeat(11);

  @TempDir private Path directory;
  private final BlockStore.Memory store = BlockStore.Memory.ofBytes(1 << 20);
  private VfioUserServer server;
  private ModelController model;

  @BeforeEach
  void start() throws IOException {
    server = VfioUserServer.start(directory.resolve("model"), store, 4096, true);
    model = server.controller();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private record Outcome(int exitCode, String out, String err) {}

  private Outcome run(String line) {
    List<String> arguments = new ArrayList<>(List.of(line.split(" ")));
    arguments.add(2, "vfiouser:" + directory.resolve("model"));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Orion.run(
            Map.of(),
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            arguments.toArray(String[]::new));
    return new Outcome(exitCode, out.toString(), err.toString());
  }

  private String out(String line) {
    Outcome outcome = run(line);
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.exitCode()).isZero();
    return outcome.out();
  }

  private void fails(String line, String... parts) {
    Outcome outcome = run(line);
    assertThat(outcome.err()).startsWith("orion: ").hasLineCount(1).containsSubsequence(parts);
    assertThat(outcome.exitCode()).isEqualTo(1);
  }

  @Test
  void sanitize() {
    ModelSanitize device = ModelSanitize.of(model, ModelLogs.of(model), store);
    store.memory().fill((byte) 1);
    fails("nvme sanitize -a start-block-erase", "would be erased and there is no terminal");
    assertThat(out("nvme sanitize -a start-overwrite -n 2 -p 0xff -i --yes --wait"))
        .isEqualTo("Sanitize operation completed\n");
    assertThat(device.latest()).isEqualTo(0xff_0000_0123L);
    assertThat(store.memory().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);

    device.setFails(true);
    fails("nvme sanitize -a 4 -u --yes --wait", "sanitize operation failed", "-a exit-failure");
    assertThat(out("nvme sanitize -a exit-failure")).isEmpty();
  }

  @Test
  void firmware() throws IOException {
    ModelFirmware device = ModelFirmware.of(model);
    Path image = directory.resolve("image");
    byte[] bytes = new byte[30_000];
    bytes[0] = 'F';
    bytes[1] = 'W';
    Files.write(image, bytes);
    assertThat(out("nvme fw-download -f " + image + " --commit-action 1 -s 2"))
        .isEqualTo(
            """
            Firmware download success
            Success activating firmware action:1 slot:2, but firmware requires conventional reset
            Multiple Update Detected (MUD) Value: 0
            """);
    assertThat(device.slot(2)).isEqualTo(bytes);
    assertThat(out("nvme fw-commit -s 1 -a 2"))
        .startsWith("Success committing firmware action:2 slot:1\n");
    assertThat(device.activeSlot()).isEqualTo(1);

    assertThat(out("nvme fw-download -f " + image + " -x 0x2000")).contains("success");
    fails(
        "nvme fw-download -f " + image,
        "Download at offset 0 failed: Overlapping Range",
        "--ignore-ovr goes on");
    assertThat(out("nvme fw-download -f " + image + " -i")).contains("success");
    fails("nvme fw-commit -s 1 -a 0", "storing in firmware slot 1", "--force sends it anyway");
    fails("nvme fw-commit -s 1 -a 0 --force", "Invalid Firmware Slot");
    fails("nvme fw-download -x 4096 -f " + image, "multiples of 8192 (FWUG");
    Files.write(image, new byte[6]);
    fails("nvme fw-download -f " + image, "has 6 bytes; a firmware image has a multiple of 4");
  }

  @Test
  void selfTest() {
    ModelSelfTest.of(model, ModelLogs.of(model));
    assertThat(out("nvme device-self-test -s 1"))
        .isEqualTo("Short Device self-test started\nSelf-test completed without error\n");
    assertThat(out("nvme device-self-test")).isEqualTo("no self test running\n");
    assertThat(out("nvme device-self-test -s 2")).isEqualTo("Extended Device self-test started\n");
    assertThat(out("nvme device-self-test")).isEqualTo("progress 0%\n");
    fails("nvme device-self-test -s 1", "Device Self-test In Progress");
    assertThat(out("nvme device-self-test -s 0xf"))
        .isEqualTo("Aborting device self-test operation\n");
    assertThat(out("nvme device-self-test")).isEqualTo("no self test running\n");
  }

  @Test
  @SuppressWarnings("unchecked")
  void security() throws IOException {
    ModelSecurity device = ModelSecurity.of(model);
    device.setDiscovery(HexFormat.of().parseHex(DISCOVERY));
    assertThat(out("nvme opal-discovery"))
        .startsWith("TCG Level 0 Discovery, revision 0.1:\nLocking (0x0002), version 1\n")
        .contains("  locked                      : true\n");
    Map<String, Object> json = JSON.std.mapFrom(out("nvme opal-discovery -o json"));
    assertThat(((List<Map<String, Object>>) json.get("features")).getFirst())
        .containsEntry("name", "Locking")
        .containsEntry("media_encryption", true);

    Path data = Files.write(directory.resolve("data"), new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    assertThat(out("nvme security-send -p 1 -s 0x1000 -t 8 -f " + data))
        .isEqualTo("NVME Security Send Command Success\n");
    assertThat(out("nvme security-recv -p 1 -s 0x1000 -x 8"))
        .startsWith("NVME Security Receive Command Success\n")
        .contains("0000: 01 02 03 04 05 06 07 08 ");
    device.setDiscovery(HexFormat.of().parseHex("ff".repeat(48)));
    fails("nvme opal-discovery", "its Level 0 Discovery makes no sense: its header says");
  }

  @Test
  void namespaces() {
    ModelNamespaces device = ModelNamespaces.of(model);
    assertThat(out("nvme create-ns -s 1K -f 0")).isEqualTo("create-ns: Success, created nsid:2\n");
    assertThat(out("nvme create-ns -s 0x400 -f 0"))
        .isEqualTo("create-ns: Success, created nsid:3\n");
    assertThat(device.sizes()).isEqualTo(Map.of(2, 1024L, 3, 1024L));
    assertThat(out("nvme attach-ns -n 2 -c 1")).isEqualTo("attach-ns: Success, nsid:2\n");
    assertThat(out("nvme detach-ns -n 2")).isEqualTo("detach-ns: Success, nsid:2\n");
    fails("nvme create-ns -s 1G -f 0", "Namespace Insufficient Capacity");
    fails("nvme create-ns -s 100 -c 50 -f 0", "Thin Provisioning Not Supported");
    fails("nvme delete-ns -n 3", "namespace 3 of vfiouser:", "there is no terminal");
    assertThat(out("nvme delete-ns -n 3 --yes")).isEqualTo("delete-ns: Success, deleted nsid:3\n");
    assertThat(device.sizes()).containsOnlyKeys(2);
  }

  @Test
  void streams() {
    ModelDirectives device = ModelDirectives.of(model);
    device.open(5);
    assertThat(out("nvme dir-send -D 0 -O 1 -T 1 -e 1"))
        .isEqualTo("dir-send: type 0, operation 0x1, spec_val 0, nsid 0x1, result 0 \n");
    assertThat(out("nvme dir-receive -D 0 -O 1 -H"))
        .isEqualTo(
            """
            dir-receive: type:0 operation:0x1 spec:0 nsid:0x1 result:0
            \tDirective support\s
            \t\tIdentify Directive  : supported
            \t\tStream Directive    : supported
            \tDirective status\s
            \t\tIdentify Directive  : enabled
            \t\tStream Directive    : enabled
            """);
    assertThat(out("nvme dir-receive -D 1 -O 3 -r 4 -H"))
        .endsWith("\tNamespace Streams Allocated (NSA): 4\n");
    assertThat(out("nvme dir-receive -D 1 -O 1 -H"))
        .contains("(MSL): 8\n", "(NSSA): 4\n", "(SWS): 32\n", "(NSO): 1\n");
    assertThat(out("nvme dir-receive -D 1 -O 2 -H"))
        .endsWith("\tOpen Stream Count  : 1\n\tStream Identifier 000001 : 5\n");
    assertThat(out("nvme dir-send -D 1 -O 1 -S 5")).contains("spec_val 0x5");
    assertThat(out("nvme dir-receive -D 1 -O 2 -H")).endsWith("Open Stream Count  : 0\n");
  }
}
