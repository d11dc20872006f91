package dev.orion.qemutests;

import org.junit.jupiter.api.Tag;

/** Blocks of 512 bytes: eight in a page. */
@Tag("any-transport")
class Nvme512BlockContractTest extends NvmeContract {

  Nvme512BlockContractTest() {
    super("nvme0:size=64M,lba=512");
  }
}
