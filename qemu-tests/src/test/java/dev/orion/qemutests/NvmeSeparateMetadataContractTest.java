package dev.orion.qemutests;

/**
 * Metadata with type 1 protection in a buffer of its own. Blocks fill a page of the image: of a
 * part of one that is deallocated, QEMU 7.2 keeps the old guard.
 */
class NvmeSeparateMetadataContractTest extends NvmeContract {

  NvmeSeparateMetadataContractTest() {
    super("nvme0:size=64M,lba=4096,metadata=64", "nvme0n1:pi=1");
  }
}
