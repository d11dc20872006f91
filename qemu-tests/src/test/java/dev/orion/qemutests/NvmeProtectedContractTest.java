package dev.orion.qemutests;

/**
 * Type 1 protection with a 16-bit guard, which the controller inserts and strips. Blocks fill a
 * page of the image: of a part of one that is deallocated, QEMU 7.2 keeps the old guard.
 */
class NvmeProtectedContractTest extends NvmeContract {

  NvmeProtectedContractTest() {
    super("nvme0:size=64M,lba=4096,metadata=8", "nvme0n1:pi=1");
  }
}
