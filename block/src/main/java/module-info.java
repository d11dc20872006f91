/** The contract that every storage layer speaks, with file- and memory-backed devices. */
module dev.orion.block {
  requires static transitive org.jspecify;
  requires dev.orion.nativebindings;
  requires transitive dev.orion.pci;

  exports dev.orion.block;
}
