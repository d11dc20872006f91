package dev.orion.qemutests;

/** Metadata after the data of each block, without protection. */
class NvmeExtendedBlockContractTest extends NvmeContract {

  NvmeExtendedBlockContractTest() {
    super("nvme0:size=64M,lba=512,metadata=64", "nvme0n1:mset=1");
  }
}
