package dev.orion.qemutests;

/** A controller that moves 8 KiB a command: most requests are split. */
class NvmeSmallTransferContractTest extends NvmeContract {

  NvmeSmallTransferContractTest() {
    super("nvme0:size=64M,lba=512", "nvme0:mdts=1");
  }
}
