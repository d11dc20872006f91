package dev.orion.tools;

import dev.orion.nvme.NvmeController;
import dev.orion.nvme.spec.Cns;
import dev.orion.nvme.spec.Csi;
import dev.orion.nvme.spec.IdentifyController;
import dev.orion.nvme.spec.IdentifyNamespace;
import dev.orion.tools.lab.Lab;
import dev.orion.tools.lab.LabClient;
import dev.orion.tools.lab.LabDevice;
import dev.orion.tools.lab.Labs;
import dev.orion.tools.text.ByteSize;
import dev.orion.tools.text.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The active namespaces of all running labs, as {@code nvme list} shows them.
 *
 * @param entries the namespaces
 * @param unavailable why labs could not be looked at, by name: somebody else uses them, say
 */
record NamespaceList(List<Entry> entries, Map<String, String> unavailable) {
  private static final List<String> HEADING =
      List.of("Node", "SN", "Model", "Namespace", "Usage", "Format", "FW Rev");

  private static final String SI_PREFIXES = " kMGTPEZY";

  /**
   * A namespace.
   *
   * @param node the address of its controller
   * @param nsid its identifier
   * @param isZoned whether it has zones
   * @param controller its controller's identity
   * @param namespace its own
   */
  record Entry(
      String node,
      int nsid,
      boolean isZoned,
      IdentifyController controller,
      IdentifyNamespace namespace) {

    private long sizeBytes() {
      return namespace.nsze() * namespace.lbaSizeBytes();
    }

    private long usedBytes() {
      return namespace.nuse() * namespace.lbaSizeBytes();
    }

    private List<String> row() {
      return List.of(
          node,
          controller.sn(),
          controller.mn(),
          Integer.toUnsignedString(nsid),
          decimal(usedBytes()) + " / " + decimal(sizeBytes()),
          "%5s + %2d B"
              .formatted(ByteSize.format(namespace.lbaSizeBytes()), namespace.metadataBytes()),
          controller.fr());
    }

    private Map<String, Object> toJson() {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("NameSpace", Integer.toUnsignedLong(nsid));
      json.put("DevicePath", node);
      json.put("Firmware", controller.fr());
      json.put("ModelNumber", controller.mn());
      json.put("SerialNumber", controller.sn());
      json.put("UsedBytes", usedBytes());
      json.put("MaximumLBA", namespace.nsze());
      json.put("PhysicalSize", sizeBytes());
      json.put("SectorSize", namespace.lbaSizeBytes());
      return json;
    }
  }

  /**
   * Looks at all running labs, one after the other.
   *
   * @param command what others are told who want a lab meanwhile
   */
  static NamespaceList of(Labs labs, String command) throws IOException {
    List<Entry> entries = new ArrayList<>();
    Map<String, String> unavailable = new LinkedHashMap<>();
    for (Lab lab : labs.list()) {
      if (lab.isRunning()) {
        try (LabClient client = LabClient.open(lab, command)) {
          addNamespaces(entries, lab, client);
        } catch (IOException e) {
          unavailable.put(lab.name(), Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
      }
    }
    return new NamespaceList(entries, unavailable);
  }

  private static void addNamespaces(List<Entry> entries, Lab lab, LabClient client)
      throws IOException {
    for (LabDevice device : lab.definition().devices()) {
      NvmeController controller = client.nvme(device.name());
      for (int nsid : controller.namespaceIds()) {
        entries.add(
            new Entry(
                controller.name(),
                nsid,
                OpenController.isZoned(controller, nsid),
                controller.identity(),
                new IdentifyNamespace(controller.identify(Cns.NAMESPACE, Csi.NVM, nsid))));
      }
    }
  }

  /** Those with zones. */
  NamespaceList zoned() {
    return new NamespaceList(entries.stream().filter(Entry::isZoned).toList(), unavailable);
  }

  /**
   * Prints a table, and a line for each lab that could not be looked at, or JSON.
   *
   * @param things what to say there is none of if there is nothing to print
   */
  void print(TextOrJson format, String things, PrintWriter out) throws IOException {
    if (format.isJson()) {
      TextOrJson.printJson(toJson(), out);
      return;
    }
    if (!entries.isEmpty()) {
      List<List<String>> rows = new ArrayList<>(List.of(HEADING));
      entries.forEach(entry -> rows.add(entry.row()));
      TextTable.lines(rows, HEADING.size()).forEach(out::println);
    } else if (unavailable.isEmpty()) {
      out.println("There are no " + things + "; start a lab with: orion lab start");
    }
    unavailable.values().forEach(out::println);
  }

  /**
   * The keys of {@code nvme list -o json} of nvme-cli 2.3, and {@code Unavailable} with the labs
   * that could not be looked at.
   */
  private Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("Devices", entries.stream().map(Entry::toJson).toList());
    json.put(
        "Unavailable",
        unavailable.entrySet().stream()
            .map(lab -> new TreeMap<>(Map.of("Lab", lab.getKey(), "Reason", lab.getValue())))
            .toList());
    return json;
  }

  /** As nvme-cli: two decimals and a prefix of powers of 1000. */
  private static String decimal(long bytes) {
    double value = bytes;
    int prefix = 0;
    while (value >= 1000) {
      value /= 1000;
      prefix++;
    }
    String unit = (SI_PREFIXES.charAt(prefix) + "B").strip();
    return String.format(Locale.ROOT, "%6.2f %2s", value, unit);
  }
}
