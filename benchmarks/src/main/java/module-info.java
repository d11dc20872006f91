/** JMH benchmarks. */
module dev.orion.benchmarks {
  requires static transitive org.jspecify;
  requires transitive dev.orion.nativebindings;
  requires transitive dev.orion.pci;
  requires transitive dev.orion.block;
  requires transitive dev.orion.nvme;
  requires transitive dev.orion.tools;
  requires dev.orion.qemutests;
  requires transitive dev.orion.raid;
  requires transitive dev.orion.simulation;
  requires jmh.core;
}
