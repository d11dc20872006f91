/** The NVMe driver: a PCI function in, block devices out. */
module dev.orion.nvme {
  requires static transitive org.jspecify;
  requires transitive dev.orion.block;
  requires transitive dev.orion.pci;

  exports dev.orion.nvme;
  exports dev.orion.nvme.protection;
  exports dev.orion.nvme.spec;
  exports dev.orion.nvme.zoned;
}
