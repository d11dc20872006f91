package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.DeviceSelfTest;
import dev.orion.nvme.Directives;
import dev.orion.nvme.Firmware;
import dev.orion.nvme.Firmware.Reset;
import dev.orion.nvme.HostMemoryBuffer;
import dev.orion.nvme.NamespaceManagement;
import dev.orion.nvme.NewNamespace;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.Sanitize;
import dev.orion.nvme.SanitizeOptions;
import dev.orion.nvme.SanitizeStatus;
import dev.orion.nvme.SanitizeStatus.State;
import dev.orion.nvme.Security;
import dev.orion.nvme.Security.Target;
import dev.orion.nvme.SelfTestStatus;
import dev.orion.nvme.UnsupportedCommandException;
import dev.orion.nvme.spec.CommitAction;
import dev.orion.nvme.spec.LogPageIdentifier;
import dev.orion.nvme.spec.OpalDiscovery;
import dev.orion.nvme.spec.OpalDiscovery.Feature;
import dev.orion.nvme.spec.SanitizeAction;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import dev.orion.simulation.model.ModelDirectives;
import dev.orion.simulation.model.ModelFirmware;
import dev.orion.simulation.model.ModelHostMemory;
import dev.orion.simulation.model.ModelLogs;
import dev.orion.simulation.model.ModelNamespaces;
import dev.orion.simulation.model.ModelSanitize;
import dev.orion.simulation.model.ModelSecurity;
import dev.orion.simulation.model.ModelSelfTest;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands that QEMU's controller does not have, against models of what they change. */
@Timeout(60)
class ManagementModelTest {

  /** Of an Opal drive: TPer, Locking, Opal SSC V2 and one of a vendor. */
  private static final String DISCOVERY =
      "00000064 00000001 0000000000000000"
          + "00".repeat(32)
          + "0001 10 0c 11 0000000000000000000000"
          + "0002 10 0c 0b 0000000000000000000000"
          + "0203 10 10 1000 0001 00 0004 0009 00 ff 0000000000"
          + "c001 10 00";

  private final BlockStore.Memory store = BlockStore.Memory.ofBytes(1 << 20);
  private final InProcessModel model = new InProcessModel(store, 4096, 16 << 20);

  private NvmeController open() throws IOException {
    return NvmeController.open(model, model);
  }

  @Test
  void sanitizing() throws IOException {
    ModelLogs logs = ModelLogs.of(model.controller());
    ModelSanitize device = ModelSanitize.of(model.controller(), logs, store);
    store.memory().fill((byte) 0x77);
    try (NvmeController controller = open()) {
      Sanitize sanitize = new Sanitize(controller);
      assertThat(sanitize.status().state()).isEqualTo(State.NEVER);

      sanitize.start(SanitizeOptions.overwrite(16, 0xdeadbeef, true).withUnrestrictedExit());
      assertThat(device.latest()).isEqualTo(0xdeadbeef_0000_010bL);
      assertThatThrownBy(() -> sanitize.start(SanitizeOptions.of(SanitizeAction.CRYPTO_ERASE)))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining("Sanitize (Crypto Erase) failed: Sanitize In Progress");
      List<Integer> percents = new ArrayList<>();
      SanitizeStatus end = sanitize.await(status -> percents.add(status.percentDone()));
      assertThat(percents).containsExactly(0, 25, 50, 75);
      assertThat(end.state()).isEqualTo(State.COMPLETED);
      assertThat(end.globalDataErased()).isTrue();
      assertThat(store.memory().toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);

      sanitize.start(SanitizeOptions.of(SanitizeAction.BLOCK_ERASE));
      List<Long> seconds = new ArrayList<>();
      sanitize.await(status -> seconds.add(status.secondsLeft().orElse(-1)));
      assertThat(seconds).containsExactly(100L, 75L, 50L, 25L);
    }
  }

  @Test
  void aSanitizeThatFails() throws IOException {
    ModelLogs logs = ModelLogs.of(model.controller());
    ModelSanitize device = ModelSanitize.of(model.controller(), logs, store);
    device.setFails(true);
    try (NvmeController controller = open()) {
      Sanitize sanitize = new Sanitize(controller);
      sanitize.start(SanitizeOptions.of(SanitizeAction.BLOCK_ERASE));
      assertThat(sanitize.await(_ -> {}).state()).isEqualTo(State.FAILED);
      assertThatThrownBy(sanitize::exitFailureMode).hasMessageContaining("Sanitize Failed");
      sanitize.start(SanitizeOptions.of(SanitizeAction.BLOCK_ERASE).withUnrestrictedExit());
      assertThat(sanitize.await(_ -> {}).state()).isEqualTo(State.FAILED);
      sanitize.exitFailureMode();
      assertThat(sanitize.status().state()).isEqualTo(State.NEVER);
    }
    assertThatThrownBy(() -> SanitizeOptions.overwrite(17, 0, false))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> new SanitizeOptions(SanitizeAction.BLOCK_ERASE, false, false, 0, 1, false))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSanitizeLogThatMakesNoSense() throws IOException {
    ModelLogs logs = ModelLogs.of(model.controller());
    ModelSanitize.of(model.controller(), logs, store);
    logs.put(LogPageIdentifier.SANITIZE_STATUS, () -> HexFormat.of().parseHex("ff".repeat(512)));
    try (NvmeController controller = open()) {
      SanitizeStatus status = new Sanitize(controller).await(_ -> {});
      assertThat(status.state()).isEqualTo(State.RESERVED);
      assertThat(status.estimatedSeconds()).isEmpty();
    }
  }

  @Test
  void firmware() throws IOException {
    ModelFirmware device = ModelFirmware.of(model.controller());
    try (NvmeController controller = open()) {
      Firmware firmware = new Firmware(controller);
      assertThat(firmware.slots()).isEqualTo(3);
      assertThat(firmware.granularityBytes()).isEqualTo(ModelFirmware.GRANULARITY_BYTES);
      byte[] image = new byte[20_000];
      image[0] = 'F';
      image[1] = 'W';
      image[19_999] = 42;
      List<Long> done = new ArrayList<>();
      firmware.download(MemorySegment.ofArray(image), 8192, done::add);
      assertThat(done).containsExactly(8192L, 16_384L, 20_000L);
      assertThat(firmware.commit(2, CommitAction.STORE, 0).neededReset()).isEqualTo(Reset.NONE);
      assertThat(device.slot(2)).isEqualTo(image);
      assertThat(device.activeSlot()).isEqualTo(1);
      assertThat(firmware.commit(2, CommitAction.ACTIVATE_AT_RESET, 0).neededReset())
          .isEqualTo(Reset.CONVENTIONAL);
      assertThat(device.activeSlot()).isEqualTo(2);
      assertThatThrownBy(() -> firmware.commit(3, CommitAction.ACTIVATE_AT_RESET, 0))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining(
              "Firmware Commit to slot 3 (activate at the next reset) failed: Invalid Firmware"
                  + " Image");
    }
  }

  @Test
  void firmwareThatCannotBe() throws IOException {
    ModelFirmware.of(model.controller());
    try (NvmeController controller = open()) {
      Firmware firmware = new Firmware(controller);
      MemorySegment image = MemorySegment.ofArray(new byte[16_384]);
      assertThatThrownBy(() -> firmware.download(image, 4096, _ -> {}))
          .isInstanceOf(UnsupportedCommandException.class)
          .hasMessageContaining("multiples of 8192 (FWUG in Identify Controller)");
      assertThatThrownBy(() -> firmware.download(image, 1 << 20, _ -> {}))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("131072 at the most");
      assertThatThrownBy(() -> firmware.download(image.asSlice(0, 2), 8192, _ -> {}))
          .isInstanceOf(IllegalArgumentException.class);
      firmware.download(image, 8192, _ -> {});
      assertThatThrownBy(() -> firmware.download(image.asSlice(0, 8192), 8192, 8192))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining("Download at offset 8192 failed: Overlapping Range");
      assertThatThrownBy(() -> firmware.commit(2, CommitAction.STORE, 0))
          .hasMessageContaining("Invalid Firmware Image");
      assertUnsupported(
          () -> firmware.commit(4, CommitAction.STORE, 0), "firmware slot 4", "there are 3");
      assertUnsupported(() -> firmware.commit(1, CommitAction.STORE, 0), "it is read-only");
      assertUnsupported(() -> firmware.commit(2, CommitAction.ACTIVATE_NOW, 0), "FRMW bit 4 is 0");
      assertUnsupported(
          () -> firmware.commit(0, CommitAction.STORE_BOOT_PARTITION, 1), "CAP.BPS is 0");
    }
  }

  @Test
  void selfTest() throws IOException {
    ModelLogs logs = ModelLogs.of(model.controller());
    ModelSelfTest.of(model.controller(), logs);
    try (NvmeController controller = open()) {
      DeviceSelfTest test = new DeviceSelfTest(controller);
      assertThat(test.status()).isEqualTo(new SelfTestStatus(0, 0, 0, SelfTestStatus.NO_RESULT));
      test.start(1, DeviceSelfTest.SHORT);
      assertThatThrownBy(() -> test.start(1, DeviceSelfTest.EXTENDED))
          .hasMessageContaining("Device Self-test In Progress");
      List<Integer> percents = new ArrayList<>();
      SelfTestStatus end = test.await(status -> percents.add(status.percentDone()));
      assertThat(percents).containsExactly(0, 25, 50, 75);
      assertThat(end.latestOperation()).isEqualTo(DeviceSelfTest.SHORT);
      assertThat(end.latestResultText()).isEqualTo("completed without error");
      test.start(1, DeviceSelfTest.EXTENDED);
      test.abort();
      assertThat(test.status().latestResultText())
          .isEqualTo("aborted by a Device Self-test command");
    }
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  @Test
  void security() throws IOException {
    ModelSecurity device = ModelSecurity.of(model.controller());
    device.setDiscovery(bytes(DISCOVERY));
    try (NvmeController controller = open()) {
      Security security = new Security(controller);
      OpalDiscovery discovery = security.discoverOpal();
      assertThat(discovery.features())
          .extracting(Feature::name)
          .containsExactly("TPer", "Locking", "Opal SSC V2", "Vendor Specific");
      assertThat(discovery.feature(Feature.LOCKING).orElseThrow().fields())
          .containsEntry("locking_supported", true)
          .containsEntry("locking_enabled", true)
          .containsEntry("locked", false)
          .containsEntry("media_encryption", true);
      assertThat(discovery.feature(Feature.OPAL_2).orElseThrow().fields())
          .containsEntry("base_comid", 0x1000L)
          .containsEntry("locking_sp_admins", 4L)
          .containsEntry("locking_sp_users", 9L)
          .containsEntry("reverted_pin_behavior", 0xffL);
      Target target = Target.of(Security.PROTOCOL_TCG, 0x1000);
      security.send(target, MemorySegment.ofArray(bytes("0102030405060708")));
      assertThat(security.receive(target, 8, 8).toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(bytes("0102030405060708"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ffffffff, 'its header says it has 4294967299 bytes, of 4096'",
    "00000000, 'its header says it has 4 bytes, of 4096'",
    "00000050, 'the feature descriptor at byte 80 goes beyond its end at 84'",
    "00000042, 'the feature descriptor at byte 64 goes beyond its end at 70'",
  })
  void aDiscoveryThatLies(String length, String message) throws IOException {
    ModelSecurity device = ModelSecurity.of(model.controller());
    device.setDiscovery(bytes(length + DISCOVERY.substring(8)));
    try (NvmeController controller = open()) {
      assertThatThrownBy(() -> new Security(controller).discoverOpal())
          .isInstanceOf(NvmeException.class)
          .hasMessage("model: its Level 0 Discovery makes no sense: " + message);
    }
  }

  @Test
  void namespaces() throws IOException {
    ModelNamespaces device = ModelNamespaces.of(model.controller());
    try (NvmeController controller = open()) {
      NamespaceManagement namespaces = new NamespaceManagement(controller);
      int first = namespaces.create(NewNamespace.of(1000, 0));
      int second = namespaces.create(NewNamespace.of(2000, 0));
      assertThat(device.sizes()).isEqualTo(Map.of(first, 1000L, second, 2000L));
      namespaces.attach(first, List.of(1));
      assertThat(device.attached()).containsExactly(first);
      assertThatThrownBy(() -> namespaces.attach(second, List.of(7)))
          .hasMessageContaining("Controller List Invalid");
      namespaces.detach(first, List.of(1));
      assertThat(device.attached()).isEmpty();
      assertThatThrownBy(
              () -> namespaces.create(NewNamespace.of(ModelNamespaces.CAPACITY_BLOCKS, 0)))
          .hasMessageContaining("Namespace Insufficient Capacity");
      assertThatThrownBy(() -> namespaces.create(NewNamespace.of(1, 3)))
          .hasMessageContaining("Invalid Format");
      namespaces.delete(second);
      assertThat(device.sizes()).containsOnlyKeys(first);
      assertThatThrownBy(() -> namespaces.delete(second))
          .hasMessageContaining("Namespace Management (delete 3) failed: Invalid Namespace");
      namespaces.delete(-1);
      assertThat(device.sizes()).isEmpty();
    }
  }

  @Test
  void streams() throws IOException {
    ModelDirectives device = ModelDirectives.of(model.controller());
    try (NvmeController controller = open()) {
      Directives directives = new Directives(controller);
      assertThat(directives.parameters(1).hasStreams()).isTrue();
      assertThat(directives.parameters(1).enabled()).isEqualTo(1);
      assertThatThrownBy(() -> directives.allocateStreams(1, 4))
          .hasMessageContaining("Stream Resource Allocation Failed");
      directives.enable(1, Directives.STREAMS, true);
      assertThat(directives.parameters(1).enabled()).isEqualTo(0b11);
      assertThat(directives.allocateStreams(1, 100)).isEqualTo(8);
      assertThat(directives.allocateStreams(1, 4)).isEqualTo(4);
      device.open(7);
      device.open(3);
      assertThat(directives.openStreams(1)).containsExactly(3, 7);
      assertThat(directives.streams(1)).isEqualTo(new Directives.Streams(8, 4, 2, 32, 64, 4, 2));
      directives.releaseStream(1, 3);
      assertThat(directives.openStreams(1)).containsExactly(7);
      directives.releaseStreams(1);
      assertThat(directives.streams(1).namespaceAllocated()).isZero();
      assertThatThrownBy(() -> directives.enable(1, 9, true)).hasMessageContaining("Invalid Field");
    }
  }

  @Test
  void hostMemoryIsGivenAndTakenBack() throws IOException {
    ModelHostMemory device = ModelHostMemory.of(model.controller(), 512, 256);
    long before = model.dma().allocatedBytes();
    try (NvmeController controller = open()) {
      long up = model.dma().allocatedBytes();
      try (HostMemoryBuffer buffer = HostMemoryBuffer.open(controller)) {
        assertThat(buffer.lengthBytes()).isEqualTo(2 << 20);
        assertThat(device.pieces().stream().mapToLong(MemorySegment::byteSize).sum())
            .isEqualTo(2 << 20);
      }
      assertThat(device.pieces()).isEmpty();
      assertThat(model.dma().allocatedBytes()).isEqualTo(up);
    }
    assertThat(model.dma().allocatedBytes()).isEqualTo(before);
  }

  @Test
  void lessHostMemoryThanPreferred() throws IOException {
    ModelHostMemory device = ModelHostMemory.of(model.controller(), 64 << 8, 256);
    try (NvmeController controller = open();
        HostMemoryBuffer buffer = HostMemoryBuffer.open(controller)) {
      assertThat(buffer.lengthBytes()).isBetween(8L << 20, 16L << 20);
      assertThat(device.pieces()).hasSizeGreaterThan(1);
    }
  }

  @Test
  void notEnoughHostMemory() throws IOException {
    ModelHostMemory.of(model.controller(), 64 << 8, 63 << 8);
    try (NvmeController controller = open()) {
      long before = model.dma().allocatedBytes();
      assertThatThrownBy(() -> HostMemoryBuffer.open(controller))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining("model needs 66060288 bytes of host memory at least, and gets ");
      assertThat(model.dma().allocatedBytes()).isEqualTo(before);
    }
  }

  @Test
  void aControllerThatKeepsItsHostMemoryIsGivenUp() throws IOException {
    ModelHostMemory device = ModelHostMemory.of(model.controller(), 256, 1);
    try (NvmeController controller = open()) {
      HostMemoryBuffer buffer = HostMemoryBuffer.open(controller);
      device.refuse();
      assertThatThrownBy(buffer::close).hasMessageContaining("Invalid Field");
      assertThatThrownBy(controller::namespaceIds)
          .hasMessageContaining("it did not give its host memory back");
    }
  }

  private static void assertUnsupported(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContainingAll(parts);
  }
}
