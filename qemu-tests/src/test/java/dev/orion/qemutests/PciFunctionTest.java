package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.pci.Bar;
import dev.orion.pci.Capability;
import dev.orion.pci.ConfigHeader;
import dev.orion.pci.InterruptKind;
import dev.orion.pci.MsixCapability;
import dev.orion.pci.PciFunction;
import dev.orion.pci.PcieCapability;
import dev.orion.pci.PowerManagementCapability;
import dev.orion.pci.Registers;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The transports' view of PCI, against what QEMU itself says of the same machine over QMP. */
@Tag("any-transport")
class PciFunctionTest {

  private static TestLab lab;

  @BeforeAll
  static void start() throws IOException {
    lab =
        TestLab.start(
            List.of("nvme0:size=64M", "nvme1:null,size=1G"), List.of("nvme1:cmb_size_mb=16"));
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  @SuppressWarnings("unchecked")
  void headerAndBarsAreThoseThatQemuReports() throws IOException {
    for (String device : List.of("nvme0", "nvme1")) {
      try (PciFunction function = lab.function(device)) {
        Map<String, Object> qemu = lab.qemuView(device);
        ConfigHeader header = ConfigHeader.read(function.config());
        Map<String, Object> id = (Map<String, Object>) qemu.get("id");
        assertThat(header.vendorId()).isEqualTo(((Number) id.get("vendor")).intValue());
        assertThat(header.deviceId()).isEqualTo(((Number) id.get("device")).intValue());
        assertThat(header.classCode()).isEqualTo(ConfigHeader.CLASS_NVME);
        assertThat(header.classCode() >>> 8)
            .isEqualTo(
                ((Number) ((Map<String, Object>) qemu.get("class_info")).get("class")).intValue());

        List<Map<String, Object>> regions = (List<Map<String, Object>>) qemu.get("regions");
        List<Bar> reported =
            regions.stream()
                .map(
                    region ->
                        new Bar(
                            ((Number) region.get("bar")).intValue(),
                            ((Number) region.get("size")).longValue(),
                            (boolean) region.get("mem_type_64"),
                            (boolean) region.get("prefetch")))
                .toList();
        assertThat(function.bars()).isEqualTo(reported);
        assertThat(regions)
            .as("every BAR has been given an address")
            .allSatisfy(
                region -> assertThat(((Number) region.get("address")).longValue()).isPositive());
      }
    }
  }

  @Test
  void capabilitiesOfQemusNvmeDevice() throws IOException {
    try (PciFunction function = lab.function("nvme0")) {
      assertThat(Capability.list(function.config()))
          .extracting(Capability::name)
          .contains("MSI-X", "PCI Express", "Power Management");
      // hw/nvme sets up msix_qsize vectors, 65 in a lab, behind BAR 0.
      MsixCapability msix = MsixCapability.find(function.config()).orElseThrow();
      assertThat(msix.vectorCount()).isEqualTo(65);
      assertThat(msix.tableBar()).isZero();
      assertThat(msix.tableOffsetBytes()).isGreaterThanOrEqualTo(0x1000);
      assertThat(PcieCapability.find(function.config()))
          .hasValueSatisfying(pcie -> assertThat(pcie.functionLevelReset()).isTrue());
    }
  }

  @Test
  void powerStatesAreSetAndReadBack() throws IOException {
    try (PciFunction function = lab.function("nvme0")) {
      PowerManagementCapability power =
          PowerManagementCapability.find(function.config()).orElseThrow();
      assertThat(power.state()).isZero();
      power.setState(function.config(), 3);
      assertThat(PowerManagementCapability.find(function.config()).orElseThrow().state())
          .isEqualTo(3);
      power.setState(function.config(), 0);
      assertThat(PowerManagementCapability.find(function.config()).orElseThrow().state()).isZero();
    }
  }

  @Test
  void registersReadInBothWidths() throws IOException {
    try (PciFunction function = lab.function("nvme0")) {
      Registers registers = function.map(0, 0, 0x1000);
      long cap = registers.read64(0);
      assertThat(registers.read32(0)).isEqualTo((int) cap);
      assertThat(registers.read32(4)).isEqualTo((int) (cap >>> 32));
      registers.write32(0x24, 0x001f_001f);
      assertThat(registers.read32(0x24)).as("AQA").isEqualTo(0x001f_001f);
      registers.write64(0x28, 0x1234_5000L);
      assertThat(registers.read64(0x28)).as("ASQ").isEqualTo(0x1234_5000L);
      assertThatThrownBy(() -> registers.read32(0x1000))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> registers.read32(2)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void whatIsNotThereIsAnError() throws IOException {
    try (PciFunction function = lab.function("nvme0")) {
      assertThatThrownBy(() -> function.map(3, 0, 8)).hasMessageContaining("no memory BAR 3");
      assertThatThrownBy(() -> function.map(0, 1 << 30, 8)).hasMessageContaining("leave BAR 0");
      assertThatThrownBy(() -> function.enableInterrupts(InterruptKind.MSI_X, 66))
          .hasMessageContaining("65 MSI-X vectors");
    }
  }
}
