package dev.orion.qemutests;

/** Type 2 protection with a 64-bit guard in extended blocks, inserted and stripped. */
class NvmeProtected64BitContractTest extends NvmeContract {

  NvmeProtected64BitContractTest() {
    super("nvme0:size=64M,lba=4096,metadata=16", "nvme0n1:pi=2", "nvme0n1:pif=2", "nvme0n1:mset=1");
  }
}
