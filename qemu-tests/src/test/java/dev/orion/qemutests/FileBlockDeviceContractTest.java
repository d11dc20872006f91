package dev.orion.qemutests;

import dev.orion.block.BlockDevice;
import dev.orion.block.FileBlockDevice;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class FileBlockDeviceContractTest extends BlockDeviceContract {

  @TempDir private Path directory;

  @Override
  protected BlockDevice openDevice() throws IOException {
    return FileBlockDevice.create(directory.resolve("disk.img"), 8 << 20, 512);
  }
}
