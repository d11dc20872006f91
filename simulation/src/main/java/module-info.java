/** Model devices, for tests and measurements where no real device model will do. */
module dev.orion.simulation {
  requires static transitive org.jspecify;
  requires transitive dev.orion.nvme;
  requires transitive dev.orion.block;
  requires transitive dev.orion.pci;

  exports dev.orion.simulation.model;
  exports dev.orion.simulation.run;
  exports dev.orion.simulation.writelog;
}
