/** Arrays of block devices in the formats of Linux md. */
module dev.orion.raid {
  requires static transitive org.jspecify;
  requires static jdk.incubator.vector;
  requires transitive dev.orion.block;
}
