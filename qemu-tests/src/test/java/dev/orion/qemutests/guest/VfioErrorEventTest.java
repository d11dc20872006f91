package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.pci.ConfigHeader;
import dev.orion.pci.FunctionEvent;
import dev.orion.pci.FunctionEvents;
import dev.orion.pci.PciAddress;
import dev.orion.pci.PciFunction;
import dev.orion.pci.vfio.VfioDomain;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Errors that a device reports to its root port (AER), as QEMU injects them. QEMU's NVMe controller
 * has no such capability; of its devices the virtio ones have it and can report.
 */
@Tag("vfio")
@Order(1)
@Timeout(120)
class VfioErrorEventTest {
  private static final GuestSlot SLOT = new GuestSlot(6);
  private static final long SECONDS_30 = 30_000_000_000L;

  private static PciAddress plugDeviceWithErrorReporting(GuestQmp qmp) throws Exception {
    SLOT.plug(qmp, "virtio-rng-pci", Map.of("aer", true));
    PciAddress address = SLOT.address();
    GuestDevices.BINDING.bind(address);
    return address;
  }

  private static void inject(GuestQmp qmp, String error) throws Exception {
    String command = "pcie_aer_inject_error %s %s".formatted(SLOT.deviceId(), error);
    Object answer = qmp.execute("human-monitor-command", Map.of("command-line", command));
    assertThat(answer).asString().startsWith("OK");
  }

  @ParameterizedTest
  @CsvSource({"COMP_TIME,Non-Fatal", "MALF_TLP,Fatal"})
  void anUncorrectableErrorIsHeardOf(String error, String severity) throws Exception {
    try (GuestQmp qmp = GuestQmp.open();
        KernelLog log = KernelLog.open()) {
      PciAddress address = plugDeviceWithErrorReporting(qmp);
      try (VfioDomain domain = VfioDomain.open();
          PciFunction function = domain.openFunction("pci:" + address, address)) {
        FunctionEvents events = function.events().orElseThrow();
        assertThat(events.await(0)).isEmpty();
        inject(qmp, error);
        assertThat(events.await(SECONDS_30)).contains(FunctionEvent.ERROR);
        log.awaitLine(
            "vfio-pci %s: .*severity=Uncorrect\\w+ \\(%s\\)".formatted(address, severity));
        log.awaitLine("AER: device recovery successful");
        assertThat(events.await(0)).isEmpty();
        assertThat(ConfigHeader.read(function.config()).vendorId()).isEqualTo(0x1af4);
      }
      SLOT.requestUnplug(qmp);
      SLOT.awaitEmpty(qmp);
    }
  }
}
