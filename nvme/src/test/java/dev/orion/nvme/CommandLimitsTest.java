package dev.orion.nvme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands without data keep to the limits of the I/O Command Set specific Identify Controller. */
@Timeout(60)
class CommandLimitsTest {

  private final ModelController model = new ModelController();

  @Test
  void whatIsBeyondALimitIsNotSent() throws IOException {
    model.cap |= 1L << 43; // CSS: I/O command sets
    model.identifyByCns.put(0x03, new byte[4096]);
    model.identifyByCns.put(0x06, new byte[4096]);
    model.setIdentify(0x06, 0, 4, 0x03_02_03_04L); // VSL 4, WZSL 3, WUSL 2, DMRL 3
    model.setIdentify(0x06, 4, 4, 100); // DMRSL
    model.setIdentify(0x06, 8, 8, 150); // DMSL
    model.setIdentify(0x01, 520, 2, 0x8e); // ONCS
    try (NvmeController controller = NvmeController.open(model, new VirtualClock())) {
      NvmeNamespace namespace = controller.namespace(1);
      NvmCommands commands = new NvmCommands(namespace);
      commands.verify(0, 16, IoOptions.NONE);
      commands.writeZeroes(0, 8, IoOptions.NONE);
      commands.writeUncorrectable(0, 4);
      assertThatThrownBy(() -> commands.verify(0, 17, IoOptions.NONE))
          .hasMessage(
              "model does not support Verify of blocks 0 to 16: VSL allows 16 blocks in a command");
      assertThatThrownBy(() -> commands.writeZeroes(0, 9, IoOptions.NONE))
          .hasMessageContaining("WZSL allows 8 blocks");
      assertThatThrownBy(() -> commands.writeUncorrectable(0, 5))
          .hasMessageContaining("WUSL allows 4 blocks");

      DatasetManagement dsm = new DatasetManagement(namespace, CommandSupport.stated(controller));
      DatasetManagement.Range range = new DatasetManagement.Range(0, 50, 0);
      dsm.apply(List.of(range, range, range), 0);
      assertThatThrownBy(() -> dsm.apply(List.of(range, range, range, range), 0))
          .hasMessageContaining("Dataset Management of 4 ranges: DMRL allows 3 in a command");
      assertThatThrownBy(() -> dsm.apply(List.of(new DatasetManagement.Range(0, 101, 0)), 0))
          .hasMessageContaining("a range of 101 blocks: DMRSL allows 100");
      DatasetManagement.Range longer = new DatasetManagement.Range(0, 76, 0);
      assertThatThrownBy(() -> dsm.apply(List.of(longer, longer), 0))
          .hasMessageContaining("Dataset Management of 152 blocks: DMSL allows 150");
      assertThat(model.ioCommands).hasSize(4);

      new NvmCommands(namespace, CommandSupport.assumed(controller)).verify(0, 17, IoOptions.NONE);
      assertThat(model.ioCommands).hasSize(5);
    }
  }
}
