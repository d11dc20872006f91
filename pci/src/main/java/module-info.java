/** PCI functions as drivers see them, whatever carries the accesses. */
module dev.orion.pci {
  requires static transitive org.jspecify;
  requires dev.orion.nativebindings;

  exports dev.orion.pci;
  exports dev.orion.pci.qtest;
  exports dev.orion.pci.sysfs;
  exports dev.orion.pci.vfio;
  exports dev.orion.pci.vfiouser;
}
