package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.nvme.AtomicWriteLimits;
import dev.orion.nvme.IoOptions;
import dev.orion.nvme.NvmCommands;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.pci.DmaBuffer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Atomic write limits of a controller that has some. */
@Tag("newer-qemu")
@Timeout(60)
class AtomicWritesTest {

  @Test
  void limitsAreTheControllersAndAreHonoured() throws IOException {
    try (QtestLab lab =
            NewerQemu.start(
                List.of("nvme0:size=1M,lba=512"),
                List.of("nvme0:atomic.awun=15", "nvme0:atomic.awupf=3"));
        NvmeController controller = lab.nvme("nvme0");
        DmaBuffer data = controller.dma().allocate(17 * 512)) {
      NvmCommands commands = new NvmCommands(controller.namespace(1));
      assertThat(commands.atomicLimits()).isEqualTo(new AtomicWriteLimits(16, 4, 1, 0, 0, 0));
      commands.writeAtomically(3, 16, data.slice(0, 16 * 512), null, IoOptions.NONE);
      assertThatThrownBy(() -> commands.writeAtomically(3, 17, data, null, IoOptions.NONE))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining("it has 17 blocks, and up to 16 are written at once (AWUN, NAWUN)");
    }
  }
}
