package dev.orion.qemutests.vfiouser;

import dev.orion.block.BlockDevice;
import dev.orion.qemutests.BlockDeviceContract;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What every block device must do, on the model controller behind a vfio-user socket. */
class VfioUserBlockContractTest {

  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  abstract static class OnModel extends BlockDeviceContract {
    private final int blockSizeBytes;
    private final boolean mapsDoorbells;
    private ServedModel model;

    OnModel(int blockSizeBytes, boolean mapsDoorbells) {
      this.blockSizeBytes = blockSizeBytes;
      this.mapsDoorbells = mapsDoorbells;
    }

    @BeforeAll
    void start(@TempDir Path directory) throws IOException {
      model = ServedModel.start(directory, blockSizeBytes, mapsDoorbells);
    }

    @AfterAll
    void stop() throws IOException {
      model.close();
    }

    @Override
    protected BlockDevice openDevice() throws IOException {
      return model.namespace();
    }
  }

  @Nested
  class WithMappedDoorbells extends OnModel {
    WithMappedDoorbells() {
      super(4096, true);
    }
  }

  @Nested
  class WithDoorbellsByMessage extends OnModel {
    WithDoorbellsByMessage() {
      super(512, false);
    }
  }
}
