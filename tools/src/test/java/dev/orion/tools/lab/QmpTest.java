package dev.orion.tools.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QmpTest {
  private EphemeralLab ephemeral;
  private Lab lab;

  @BeforeAll
  void startLab() throws IOException {
    ephemeral = EphemeralLab.start(TestSupport.small("nvme0:size=1M"), TestSupport.qemu());
    lab = ephemeral.lab();
  }

  @AfterAll
  void stopLab() throws IOException {
    ephemeral.close();
  }

  @Test
  void answersWithObjectsAndLists() throws IOException {
    try (Qmp qmp = lab.connectQmp()) {
      assertThat(qmp.execute("query-status")).containsEntry("running", true);
      Map<String, Object> bus = qmp.executeForList("query-pci", Map.of()).getFirst();
      assertThat((List<?>) bus.get("devices"))
          .anySatisfy(
              device ->
                  assertThat((Object) device)
                      .extracting("qdev_id", "slot")
                      .containsExactly("nvme0", lab.pciAddress("nvme0").device()));
    }
  }

  @Test
  void reportsQemusRefusal() throws IOException {
    try (Qmp qmp = lab.connectQmp()) {
      assertThatThrownBy(() -> qmp.execute("device_del", Map.of("id", "nobody")))
          .isInstanceOfSatisfying(
              QmpException.class, e -> assertThat(e.errorClass()).isEqualTo("DeviceNotFound"))
          .hasMessageContaining("QEMU refused device_del: Device 'nobody' not found");
      assertThat(qmp.execute("query-status")).containsEntry("running", true);
    }
  }

  @Test
  void keepsEventsUntilTheyAreAskedFor() throws IOException {
    try (Qmp qmp = lab.connectQmp()) {
      qmp.execute("stop");
      qmp.execute("cont");

      assertThat(qmp.awaitEvent("RESUME", Duration.ofSeconds(10))).isPresent();
      assertThat(qmp.awaitEvent("STOP", Duration.ofSeconds(10))).isPresent();
      assertThat(qmp.awaitEvent("STOP", Duration.ofMillis(1))).isEmpty();
    }
  }

  @Test
  void putsAFaultInjectorUnderANamespace() throws IOException {
    try (Qmp qmp = lab.connectQmp()) {
      qmp.execute(
          "blockdev-add", Map.of("driver", "blkdebug", "node-name", "faults", "image", "nvme0n1"));
      qmp.execute(
          "qom-set",
          Map.of("path", "/machine/peripheral/nvme0n1", "property", "drive", "value", "faults"));

      assertThat(
              qmp.executeForList("query-named-block-nodes", Map.of()).stream()
                  .map(node -> node.get("node-name")))
          .contains("faults", "nvme0n1");
    }
  }

  @Test
  void aSecondClientIsToldThatQemuIsSilent() throws IOException {
    try (Qmp _ = lab.connectQmp()) {
      assertThatThrownBy(() -> Qmp.connect(lab.qmpSocket(), Duration.ofMillis(100)))
          .isInstanceOf(LabException.class)
          .hasMessageContaining("serves another QMP client");
    }
  }

  @Test
  void aMissingSocketIsAnError(@org.junit.jupiter.api.io.TempDir Path directory) {
    assertThatThrownBy(() -> Qmp.connect(directory.resolve("none"), Duration.ofSeconds(1)))
        .isInstanceOf(IOException.class);
  }
}
