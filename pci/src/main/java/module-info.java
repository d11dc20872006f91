/** PCI functions as drivers see them, whatever carries the accesses. */
module dev.orion.pci {
  requires static transitive org.jspecify;
  requires dev.orion.nativebindings;

  exports dev.orion.pci;
  exports dev.orion.pci.qtest;
}
