package dev.orion.qemutests;

/** Blocks of 512 bytes: eight in a page. */
class Nvme512BlockContractTest extends NvmeContract {

  Nvme512BlockContractTest() {
    super("nvme0:size=64M,lba=512");
  }
}
