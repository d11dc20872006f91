package dev.orion.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.tools.DeviceAddress.FileDevice;
import dev.orion.tools.DeviceAddress.MemoryDevice;
import dev.orion.tools.DeviceAddress.QemuDevice;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceAddressTest {

  @ParameterizedTest
  @CsvSource({
    "qemu:, lab, nvme0",
    "qemu:mine, mine, nvme0",
    "qemu:mine/, mine, nvme0",
    "qemu:/nvme1, lab, nvme1",
    "qemu:mine/nvme1, mine, nvme1"
  })
  void qemuPartsHaveDefaults(String text, String lab, String device) {
    assertThat(DeviceAddress.parse(text)).isEqualTo(new QemuDevice(lab, device));
  }

  @Test
  void filesAndMemory() {
    assertThat(DeviceAddress.parse("file:/tmp/a:b.img"))
        .isEqualTo(new FileDevice(Path.of("/tmp/a:b.img")));
    assertThat(DeviceAddress.parse("mem:64M")).isEqualTo(new MemoryDevice(64 << 20));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "qemu:lab/nvme0",
        "pci:0000:01:00.0",
        "pci-no-iommu:0000:01:00.0",
        "vfiouser:/run/target/cntrl",
        "file:/tmp/disk.img",
        "mem:64M",
        "mem:1000B",
        "mem:3G"
      })
  void textIsTheFormThatIsParsed(String text) {
    DeviceAddress address = DeviceAddress.parse(text);
    assertThat(address).hasToString(text);
    assertThat(DeviceAddress.parse(address.toString())).isEqualTo(address);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nvme0", "nvme:0", "/dev/nvme0n1"})
  void unknownSchemeListsTheKnownOnesWithAnExample(String text) {
    assertThatThrownBy(() -> DeviceAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "unknown device '%s': write qemu:<lab>/<device>, pci:<address>, vfiouser:<socket>, file:<path> or mem:<size>, such as qemu:lab/nvme0"
                .formatted(text));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "qemu:a/b/c, such as qemu:lab/nvme0",
        "file:, such as file:/tmp/disk.img",
        "mem:, '' is not a size",
        "mem:lots, 'lots' is not a size"
      })
  void malformedRestIsOneLineThatSaysWhatIsRight(String text, String message) {
    assertThatThrownBy(() -> DeviceAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .hasLineCount(1)
        .contains(message);
  }
}
