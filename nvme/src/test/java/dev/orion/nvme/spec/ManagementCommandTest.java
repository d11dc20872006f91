package dev.orion.nvme.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Dwords as the figures of the specification (Base 5) have their bits. */
class ManagementCommandTest {

  @Test
  void dwords() {
    assertThat(ManagementCommand.getFeaturesCdw10(0xc1, FeatureSelect.SAVED)).isEqualTo(0x2c1);
    assertThat(ManagementCommand.setFeaturesCdw10(0x81, true)).isEqualTo(0x8000_0081);
    assertThat(ManagementCommand.namespaceManagementCdw11(2)).isEqualTo(0x0200_0000);
    assertThat(ManagementCommand.sanitizeCdw10(SanitizeAction.OVERWRITE, true, 16, true, true))
        .isEqualTo(0x30b);
    assertThat(ManagementCommand.sanitizeCdw10(SanitizeAction.OVERWRITE, false, 3, false, false))
        .isEqualTo(0x33);
    assertThat(ManagementCommand.firmwareCommitCdw10(2, CommitAction.ACTIVATE_NOW, 0))
        .isEqualTo(0x1a);
    assertThat(ManagementCommand.firmwareCommitCdw10(0, CommitAction.ACTIVATE_BOOT_PARTITION, 1))
        .isEqualTo(0x8000_0038);
    assertThat(ManagementCommand.deviceSelfTestCdw10(0xf)).isEqualTo(0xf);
    assertThat(ManagementCommand.securityCdw10(0xea, 0x0102, 3)).isEqualTo(0xea01_0203);
    assertThat(ManagementCommand.directiveCdw11(2, 1, 0x1234)).isEqualTo(0x1234_0102);
    assertThat(ManagementCommand.enableDirectiveCdw12(true, 1)).isEqualTo(0x101);
    assertThat(
            ManagementCommand.virtualizationManagementCdw10(
                VirtualizationAction.SECONDARY_ASSIGN, 1, 0x20))
        .isEqualTo(0x0020_0108);
    assertThat(ManagementCommand.lockdownCdw10(2, true, 1, 0x84)).isEqualTo(0x8432);
    assertThat(ManagementCommand.capacityManagementCdw10(3, 9)).isEqualTo(0x0009_0003);
    assertThat(ManagementCommand.multipleUpdateDetected(0b111)).isEqualTo(0b11);
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertMisfit(() -> ManagementCommand.setFeaturesCdw10(0x100, false), "FID is 256");
    assertMisfit(() -> ManagementCommand.uuidIndexCdw14(128), "UUID Index is 128");
    assertMisfit(
        () -> ManagementCommand.sanitizeCdw10(SanitizeAction.OVERWRITE, false, 17, false, false),
        "OWPASS is 17");
    assertMisfit(() -> ManagementCommand.firmwareCommitCdw10(8, CommitAction.STORE, 0), "FS is 8");
    assertMisfit(() -> ManagementCommand.securityCdw10(1, 1 << 16, 0), "SPSP is 65536");
    assertMisfit(() -> ManagementCommand.lockdownCdw10(0, true, 4, 0), "IFC is 4");
    assertMisfit(() -> new TemperatureThreshold(1 << 16, 0, false), "TMPTH is 65536");
    assertMisfit(() -> new TemperatureThreshold(0, 9, false), "TMPSEL is 9");
    assertMisfit(() -> new PowerManagement(32, 0), "PS is 32");
    assertMisfit(() -> new ErrorRecovery(1 << 16, false), "TLER is 65536");
    assertMisfit(() -> new InterruptCoalescing(256, 0), "THR is 256");
  }

  private static void assertMisfit(ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(part);
  }

  @Test
  void valuesComeBackAsTheyWent() {
    assertThat(PowerManagement.of(new PowerManagement(3, 2).cdw11()))
        .isEqualTo(new PowerManagement(3, 2));
    assertThat(ErrorRecovery.of(new ErrorRecovery(7, true).cdw11()))
        .isEqualTo(new ErrorRecovery(7, true));
    assertThat(InterruptCoalescing.of(new InterruptCoalescing(7, 9).cdw11()))
        .isEqualTo(new InterruptCoalescing(7, 9));
    HostBehavior behavior = new HostBehavior(true, false, true, 0b1100);
    assertThat(HostBehavior.of(behavior.toData())).isEqualTo(behavior);
    assertThat(Timestamp.of(Timestamp.ofMillis(0x1234_5678_9abcL).toData()).millis())
        .isEqualTo(0x1234_5678_9abcL);
    assertThat(new TemperatureThreshold(343, 2, true).cdw11()).isEqualTo(0x0012_0157);
  }
}
