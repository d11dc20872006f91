package dev.orion.qemutests;

import org.junit.jupiter.api.Tag;

/** Blocks of 4 KiB: a page each. */
@Tag("any-transport")
class Nvme4KiBlockContractTest extends NvmeContract {

  Nvme4KiBlockContractTest() {
    super("nvme0:size=64M,lba=4096");
  }
}
