/** The AHCI driver: a PCI function in, block devices out. */
module dev.orion.ahci {
  requires static transitive org.jspecify;
  requires transitive dev.orion.block;
  requires transitive dev.orion.pci;
}
