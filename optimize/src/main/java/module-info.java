/** Data reduction: compression, fingerprints, chunks. */
module dev.orion.optimize {
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;
  requires transitive dev.orion.block;
}
