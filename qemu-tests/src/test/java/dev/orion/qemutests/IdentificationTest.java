package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.nvme.CommandSupport;
import dev.orion.nvme.ControllerLogs;
import dev.orion.nvme.Identification;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.spec.AdminCommand;
import dev.orion.nvme.spec.AdminOpcode;
import dev.orion.nvme.spec.CommandsSupportedAndEffectsLog;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.SecondaryControllerList.SecondaryController;
import dev.orion.nvme.spec.ZonedOpcode;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What QEMU's controller says of itself when it is asked through the typed methods. */
@Timeout(120)
class IdentificationTest {

  @Tag("any-transport")
  @Test
  void namespacesAndControllers() throws IOException {
    try (TestLab lab = TestLab.standard()) {
      NvmeController controller = lab.nvme("nvme0");
      Identification identify = new Identification(controller);
      assertThat(identify.activeNamespaces(0).nsids()).containsExactly(1, 2, 3, 4);
      assertThat(identify.activeNamespaces(2).nsids()).containsExactly(3, 4);
      assertThat(identify.activeNamespaces(0, Csi.ZONED).nsids()).containsExactly(3);
      assertThat(identify.allocatedNamespaces(0).nsids()).containsExactly(1, 2, 3, 4);
      assertThat(identify.allocatedNamespaces(0, Csi.NVM).nsids()).containsExactly(1, 2, 4);
      assertThat(identify.allocatedNamespace(2).nsze()).isEqualTo(identify.namespace(2).nsze());
      assertThat(identify.descriptors(3).csi()).hasValue(Csi.ZONED.code());
      assertThat(identify.controllersOf(1, 0).cntlids()).containsExactly(0);
      assertThat(identify.ioCommandSets(0xffff).supports(0, Csi.ZONED)).isTrue();
      assertThat(identify.nvmController().dmrsl()).isPositive();
    }
  }

  @Tag("any-transport")
  @Test
  void logPages() throws IOException {
    try (TestLab lab = TestLab.standard()) {
      ControllerLogs logs = lab.nvme("nvme0").logs();
      assertThat(logs.firmwareSlots().activeSlot()).isEqualTo(1);
      assertThat(logs.smart(AdminCommand.NSID_ALL).temperatureKelvin()).isEqualTo(323);
      assertThat(logs.smart(2).powerCycles()).isZero();
      assertThat(logs.changedNamespaces().nsids()).isEmpty();
      CommandsSupportedAndEffectsLog effects = logs.commandEffects(Csi.ZONED);
      assertThat(effects.admin(AdminOpcode.IDENTIFY.code())).isEqualTo(1);
      assertThat(effects.io(ZonedOpcode.ZONE_APPEND.code()) & CommandsSupportedAndEffectsLog.LBCC)
          .isNotZero();
    }
  }

  /** QEMU 7.2 has both structures and does not say so in OACS. */
  @Test
  void secondaryControllers() throws IOException {
    try (TestLab lab =
        TestLab.start(
            List.of("nvme0:size=64M"),
            List.of(
                "nvme0:sriov_max_vfs=2",
                "nvme0:sriov_vq_flexible=4",
                "nvme0:sriov_vi_flexible=2"))) {
      Identification identify = new Identification(CommandSupport.assumed(lab.nvme("nvme0")));
      assertThat(identify.primaryCapabilities(0).vqfrt()).isEqualTo(4);
      assertThat(identify.primaryCapabilities(0).vifrt()).isEqualTo(2);
      assertThat(identify.primaryCapabilities(0).hasFlexibleQueues()).isTrue();
      assertThat(identify.secondaryControllers(0).entries())
          .hasSize(2)
          .allSatisfy(secondary -> assertThat(secondary.isOnline()).isFalse())
          .extracting(SecondaryController::virtualFunctionNumber)
          .containsExactly(1, 2);
      assertThat(identify.secondaryControllers(0).first(1).entries()).hasSize(1);
    }
  }
}
