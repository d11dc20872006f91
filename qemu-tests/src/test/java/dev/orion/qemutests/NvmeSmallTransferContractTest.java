package dev.orion.qemutests;

import org.junit.jupiter.api.Tag;

/** A controller that moves 8 KiB a command: most requests are split. */
@Tag("any-transport")
class NvmeSmallTransferContractTest extends NvmeContract {

  NvmeSmallTransferContractTest() {
    super("nvme0:size=64M,lba=512", "nvme0:mdts=1");
  }
}
