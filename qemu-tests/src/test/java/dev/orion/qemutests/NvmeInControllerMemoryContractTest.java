package dev.orion.qemutests;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockDevice;
import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.QueuePlacement;
import dev.orion.pci.NanoClock;
import dev.orion.qemutests.guest.GuestLab;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Submission queues in the controller memory buffer, which VFIO lets be mapped. */
@Tag("vfio")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public class NvmeInControllerMemoryContractTest extends BlockDeviceContract {
  public static final TestLabDefinition LAB =
      new TestLabDefinition(List.of("nvme0:size=64M,lba=4096"), List.of("nvme0:cmb_size_mb=1"));

  private TestLab lab;
  private NvmeController controller;

  @BeforeAll
  void start() throws IOException {
    lab = GuestLab.open(LAB);
    controller = open(new QueuePlacement(true, false));
  }

  @AfterAll
  void stop() throws IOException {
    controller.close();
    lab.close();
  }

  private NvmeController open(QueuePlacement queues) throws IOException {
    return NvmeController.open(
        lab.function("nvme0"), NanoClock.system(), ControllerSetup.POLLED.withQueues(queues));
  }

  @Override
  protected BlockDevice openDevice() throws IOException {
    return controller.namespace(1);
  }

  @Test
  void aBufferThatTakesNoCompletionQueues() throws IOException {
    controller.close();
    try {
      assertThatThrownBy(() -> open(new QueuePlacement(false, true)))
          .isInstanceOf(NvmeException.class)
          .hasMessageContaining("takes no completion queues (CMBSZ.CQS=0)");
    } finally {
      controller = open(new QueuePlacement(true, false));
    }
  }
}
