package dev.orion.qemutests;

import dev.orion.block.BlockDevice;
import dev.orion.block.Geometry;
import dev.orion.block.MemoryBlockDevice;
import java.util.Set;

/** Nothing but reads and writes, few blocks a transfer, and no block beyond what tests write to. */
class BareMemoryBlockDeviceContractTest extends BlockDeviceContract {

  @Override
  protected BlockDevice openDevice() {
    return new MemoryBlockDevice("bare", Geometry.conventional(512, 2048, 3, Set.of()));
  }
}
