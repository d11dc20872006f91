/** The {@code orion} command, labs to run it on, and the benchmark runner. */
module dev.orion.tools {
  requires static transitive org.jspecify;
  requires transitive dev.orion.nvme;
  requires transitive dev.orion.simulation;
  requires dev.orion.nativebindings;
  requires com.fasterxml.jackson.jr.ob;
  requires info.picocli;
  requires HdrHistogram;
  requires jdk.management;

  exports dev.orion.tools;
  exports dev.orion.tools.bench;
  exports dev.orion.tools.lab;

  opens dev.orion.tools to
      info.picocli;
}
