package dev.orion.qemutests;

import dev.orion.block.BlockDevice;
import dev.orion.block.MemoryBlockDevice;

class MemoryBlockDeviceContractTest extends BlockDeviceContract {

  @Override
  protected BlockDevice openDevice() {
    return new MemoryBlockDevice("memory", 8 << 20, 4096);
  }
}
