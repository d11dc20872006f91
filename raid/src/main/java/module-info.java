/** The parity of arrays, as Linux md computes it. */
module dev.orion.raid {
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;
  requires transitive dev.orion.pci;

  exports dev.orion.raid.parity;
}
