package dev.orion.tools;

import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabDevice;
import dev.orion.tools.lab.LabNamespace;
import dev.orion.tools.lab.LabNamespace.ExistingImage;
import dev.orion.tools.lab.LabNamespace.NullDevice;
import dev.orion.tools.lab.LabNamespace.OwnImage;
import dev.orion.tools.lab.LabNamespace.Zones;
import dev.orion.tools.text.ByteSize;
import dev.orion.tools.text.TextTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Prints a lab for people: a line on its state, then a table of its devices. */
final class LabTable {
  private static final List<String> HEADING =
      List.of("DEVICE", "NAMESPACE", "BLOCK SIZE", "SIZE", "KIND", "PCI ADDRESS");

  private LabTable() {}

  static void print(Lab lab, PrintWriter out) {
    out.println("Lab '" + lab.name() + "': " + state(lab));
    out.println();
    List<List<String>> rows = new ArrayList<>(List.of(HEADING));
    for (LabDevice device : lab.definition().devices()) {
      String address = lab.pciAddress(device.name()).toString();
      for (LabNamespace namespace : device.namespaces()) {
        rows.add(
            List.of(
                device.name(),
                Integer.toString(namespace.nsid()),
                blockSize(namespace),
                ByteSize.format(namespace.sizeBytes()),
                kind(namespace),
                address));
      }
    }
    TextTable.lines(rows, HEADING.size()).forEach(out::println);
  }

  private static String state(Lab lab) {
    String name = lab.name();
    return switch (lab.state()) {
      case RUNNING ->
          "running, QEMU %s is process %d, %s of RAM"
              .formatted(
                  lab.qemu().version(), lab.pid().orElseThrow(), ByteSize.format(lab.ramBytes()));
      case STOPPED -> "stopped; start it again with: orion lab start " + name;
      case DEAD ->
          "dead, QEMU process %d has ended; start it again with: orion lab start %s, delete it with: orion lab stop %s"
              .formatted(lab.pid().orElseThrow(), name, name);
    };
  }

  private static String blockSize(LabNamespace namespace) {
    String data = ByteSize.format(namespace.blockBytes());
    return namespace.metadataBytes() == 0 ? data : data + " + " + namespace.metadataBytes();
  }

  private static String kind(LabNamespace namespace) {
    String backing =
        switch (namespace.backing()) {
          case OwnImage() -> "image";
          case ExistingImage image -> image.path().toString();
          case NullDevice() -> "null";
        };
    Zones zones = namespace.zones();
    if (zones == null) {
      return backing;
    }
    long count = namespace.sizeBytes() / zones.sizeBytes();
    return backing + ", " + count + " zones of " + ByteSize.format(zones.sizeBytes());
  }
}
