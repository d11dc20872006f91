package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.CapacityManagement;
import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.ControllerMemory;
import dev.orion.nvme.ControllerProperties;
import dev.orion.nvme.DeviceSelfTest;
import dev.orion.nvme.Directives;
import dev.orion.nvme.Firmware;
import dev.orion.nvme.HostMemoryBuffer;
import dev.orion.nvme.Lockdown;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.PersistentMemoryRegion;
import dev.orion.nvme.Sanitize;
import dev.orion.nvme.SanitizeOptions;
import dev.orion.nvme.Security;
import dev.orion.nvme.UnsupportedCommandException;
import dev.orion.nvme.Virtualization;
import dev.orion.nvme.spec.CommitAction;
import dev.orion.nvme.spec.ControllerRegister;
import dev.orion.nvme.spec.SanitizeAction;
import dev.orion.nvme.spec.VirtualizationAction;
import dev.orion.pci.Registers;
import java.io.IOException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What QEMU's controller has beside its namespaces, and what it says that it does not have. */
@Timeout(120)
class ControllerResourcesTest {

  @Test
  void controllerMemoryBuffer() throws IOException {
    try (TestLab lab = TestLab.start(List.of("nvme0:size=64M"), List.of("nvme0:cmb_size_mb=16"))) {
      NvmeController controller = lab.nvme("nvme0");
      ControllerMemory memory = ControllerMemory.of(controller).orElseThrow();
      assertThat(memory)
          .isEqualTo(new ControllerMemory(2, 0, 16 << 20, true, false, true, true, true));
      Registers window = memory.map(controller);
      window.write64(8192, 0x0123_4567_89ab_cdefL);
      assertThat(window.read64(8192)).isEqualTo(0x0123_4567_89ab_cdefL);
    }
  }

  /** QEMU 7.2 knows the command, and does not say so in OACS. */
  @Test
  void virtualFunctionsGetQueues() throws IOException {
    try (TestLab lab =
        TestLab.start(
            List.of("nvme0:size=64M"),
            List.of(
                "nvme0:sriov_max_vfs=2",
                "nvme0:sriov_vq_flexible=4",
                "nvme0:sriov_vi_flexible=2"))) {
      Virtualization virtualization = new Virtualization(CommandSupport.assumed(lab.nvme("nvme0")));
      assertThat(
              virtualization.manage(
                  VirtualizationAction.SECONDARY_ASSIGN, 1, Virtualization.QUEUES, 2))
          .isEqualTo(2);
      assertThat(
              virtualization.manage(
                  VirtualizationAction.SECONDARY_ASSIGN, 1, Virtualization.INTERRUPTS, 1))
          .isEqualTo(1);
      assertThatThrownBy(
              () ->
                  virtualization.manage(
                      VirtualizationAction.SECONDARY_ASSIGN, 1, Virtualization.QUEUES, 99))
          .hasMessageContaining("Invalid Number of Controller Resources");
      assertThatThrownBy(
              () -> virtualization.manage(VirtualizationAction.SECONDARY_ONLINE, 99, 0, 0))
          .hasMessageContaining("Invalid Controller Identifier");
      assertThatThrownBy(
              () -> virtualization.manage(VirtualizationAction.SECONDARY_ASSIGN, 1 << 16, 0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("CNTLID is 65536");
    }
  }

  @Test
  void properties() throws IOException {
    try (TestLab lab = TestLab.start(List.of("nvme0:size=64M"), List.of())) {
      NvmeController controller = lab.nvme("nvme0");
      ControllerProperties properties = new ControllerProperties(controller);
      assertThat(properties.get(ControllerRegister.CAP)).isEqualTo(controller.cap());
      assertThat(properties.get(ControllerRegister.VS)).isEqualTo(controller.version());
      assertThat(properties.get(ControllerRegister.CSTS)).isEqualTo(1);
      properties.set(ControllerRegister.INTMS, 1);
      assertThat(properties.get(ControllerRegister.INTMS)).isEqualTo(1);
      properties.set(ControllerRegister.INTMC, 1);
      assertThat(properties.get(ControllerRegister.INTMS)).isZero();
      assertThatThrownBy(() -> properties.get(2))
          .hasMessageContaining("no property is at offset 2");
      assertThatThrownBy(() -> properties.get(0x1000)).hasMessageContaining("below 1000h");
      assertThatThrownBy(() -> properties.set(ControllerRegister.CC, 1L << 32))
          .hasMessageContaining("has 32 bits");
    }
  }

  @Test
  void aSubsystemResetNeedsTheControllerOpenedAgain() throws IOException {
    try (TestLab lab = TestLab.start(List.of("nvme0:size=64M"), List.of())) {
      NvmeController controller = lab.nvme("nvme0");
      ControllerProperties properties = new ControllerProperties(controller);
      assertUnsupported(properties::resetSubsystem, "NVM Subsystem Reset", "CAP.NSSRS is 0");
      assertThat(controller.namespaceIds()).containsExactly(1);
    }
  }

  @Test
  void whatQemuDoesNotHaveIsNotSent() throws IOException {
    try (TestLab lab = TestLab.start(List.of("nvme0:size=64M"), List.of())) {
      NvmeController controller = lab.nvme("nvme0");
      assertThat(ControllerMemory.of(controller)).isEmpty();
      assertThat(PersistentMemoryRegion.of(controller)).isEmpty();
      Sanitize sanitize = new Sanitize(controller);
      assertUnsupported(
          () -> sanitize.start(SanitizeOptions.of(SanitizeAction.BLOCK_ERASE)),
          "Sanitize",
          "SANICAP bits 2:0 are 0");
      assertUnsupported(sanitize::exitFailureMode, "SANICAP");
      assertUnsupported(
          () -> new Firmware(controller).commit(1, CommitAction.STORE, 0),
          "Firmware Commit",
          "OACS bit 2 is 0");
      assertUnsupported(
          () -> new DeviceSelfTest(controller).start(0, DeviceSelfTest.SHORT), "OACS bit 4 is 0");
      assertUnsupported(() -> new Security(controller).discoverOpal(), "OACS bit 0 is 0");
      assertUnsupported(() -> new Directives(controller).parameters(1), "OACS bit 5 is 0");
      assertUnsupported(
          () ->
              new Virtualization(controller).manage(VirtualizationAction.SECONDARY_ONLINE, 1, 0, 0),
          "OACS bit 7 is 0");
      assertUnsupported(() -> new Lockdown(controller).set(true, 0, 0, 0, 0), "OACS bit 10 is 0");
      assertUnsupported(
          () ->
              new CapacityManagement(controller)
                  .manage(CapacityManagement.CREATE_ENDURANCE_GROUP, 0, 1 << 20),
          "CTRATT bits 12:11 are 0");
      assertUnsupported(() -> HostMemoryBuffer.open(controller), "HMPRE is 0");
    }
  }

  private static void assertUnsupported(ThrowingCallable call, String... parts) {
    assertThatThrownBy(call)
        .isInstanceOf(UnsupportedCommandException.class)
        .hasMessageContainingAll(parts);
  }
}
