/* Tests that drive QEMU's devices; this module holds what they share. */
open module dev.orion.qemutests {
  requires static transitive org.jspecify;
  requires transitive dev.orion.nativebindings;
  requires transitive dev.orion.pci;
  requires transitive dev.orion.block;
  requires transitive dev.orion.nvme;
  requires transitive dev.orion.simulation;
  requires transitive dev.orion.tools;
  requires com.fasterxml.jackson.jr.ob;
  requires jdk.management;

  exports dev.orion.qemutests.vfiouser;
}
