package dev.orion.qemutests;

import dev.orion.block.BlockDevice;
import dev.orion.nvme.NvmeController;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** What every block device must do, on a namespace of QEMU's NVMe controller. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class NvmeContract extends BlockDeviceContract {

  private final String namespace;
  private final List<String> deviceOptions;
  private TestLab lab;
  private NvmeController controller;

  /** The namespace and the controller as {@code orion lab start} takes them. */
  NvmeContract(String namespace, String... deviceOptions) {
    this.namespace = namespace;
    this.deviceOptions = List.of(deviceOptions);
  }

  @BeforeAll
  void start() throws IOException {
    lab = TestLab.start(List.of(namespace), deviceOptions);
    controller = lab.nvme("nvme0");
  }

  @AfterAll
  void stop() throws IOException {
    lab.close();
  }

  @Override
  protected BlockDevice openDevice() throws IOException {
    return controller.namespace(1);
  }
}
