package dev.orion.nativebindings;

import java.nio.charset.StandardCharsets;

/** What stat(1) says of a descriptor's file. */
final class Stat {
  private Stat() {}

  static long of(Descriptor descriptor, String format) throws Exception {
    String file = "/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), descriptor.number());
    Process stat = new ProcessBuilder("stat", "--dereference", "--format=" + format, file).start();
    byte[] output = stat.getInputStream().readAllBytes();
    return Long.parseLong(new String(output, StandardCharsets.US_ASCII).trim());
  }
}
