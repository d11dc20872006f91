package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Devices that a lab does not have. */
class QtestMachineTest {

  @Test
  void whatIsNotThereIsAnError() throws IOException {
    TestLabDefinition two =
        new TestLabDefinition(List.of("nvme0:size=64M", "nvme1:size=64M"), List.of());
    try (QtestLab lab = QtestLab.start(two)) {
      assertThatThrownBy(() -> lab.function("nvme7"))
          .hasMessageContaining("nvme7")
          .hasMessageContaining("nvme0, nvme1");
      assertThatThrownBy(() -> lab.client().machine().openFunction("nothing", 30, 0))
          .hasMessageContaining("no device at PCI address 00:1e.0");
    }
  }
}
