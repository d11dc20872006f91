package dev.orion.qemutests;

/** Blocks of 4 KiB: a page each. */
class Nvme4KiBlockContractTest extends NvmeContract {

  Nvme4KiBlockContractTest() {
    super("nvme0:size=64M,lba=4096");
  }
}
