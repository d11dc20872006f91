package dev.orion.tools;

import dev.orion.nvme.ZoneView;
import dev.orion.nvme.spec.ZoneDescriptor;
import dev.orion.nvme.spec.ZoneState;
import java.io.IOException;
import java.io.PrintWriter;

/** A report of zones in the lines of libzbd's {@code zbd report}, in bytes. */
final class ZbdReport {
  private ZbdReport() {}

  static void print(ZoneReporter reporter, long blockSizeBytes, PrintWriter out)
      throws IOException {
    long sizeBlocks = reporter.zones().geometry().sizeBlocks();
    reporter.visit(zone -> out.println(line(zone, sizeBlocks, blockSizeBytes)));
  }

  private static String line(ZoneView zone, long sizeBlocks, long blockSizeBytes) {
    long end = zone.startBlock() + sizeBlocks;
    return "Zone %05d: swr, ofst %014d, len %014d, cap %014d, wp %014d, %s, non_seq 0, reset %d"
        .formatted(
            zone.startBlock() / sizeBlocks,
            zone.startBlock() * blockSizeBytes,
            sizeBlocks * blockSizeBytes,
            zone.capacityBlocks() * blockSizeBytes,
            (zone.hasWritePointer() ? zone.writePointer() : end) * blockSizeBytes,
            condition(zone.state()),
            (zone.attributes() & ZoneDescriptor.ZA_RZR) != 0 ? 1 : 0);
  }

  private static String condition(ZoneState state) {
    return switch (state) {
      case EMPTY -> "em";
      case IMPLICITLY_OPENED -> "oi";
      case EXPLICITLY_OPENED -> "oe";
      case CLOSED -> "cl";
      case READ_ONLY -> "ro";
      case FULL -> "fu";
      case OFFLINE -> "ol";
    };
  }
}
