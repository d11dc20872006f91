package dev.orion.tools.lab;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One NVMe controller of a lab, in a subsystem and on a PCI slot of its own.
 *
 * @param name the controller's name, such as {@code nvme0}
 * @param options further properties of QEMU's NVMe controller, passed through; they override the
 *     lab's
 * @param namespaces its namespaces, each with an nsid of its own; may be empty
 */
public record LabDevice(String name, Map<String, String> options, List<LabNamespace> namespaces) {
  private static final Pattern NAME = Pattern.compile("nvme\\d{1,3}");

  /**
   * Checks the name and the namespace identifiers.
   *
   * @throws IllegalArgumentException if the name is not like nvme0, or an nsid comes twice
   */
  public LabDevice {
    options = Map.copyOf(options);
    namespaces = List.copyOf(namespaces);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException("device '" + name + "' is not named like nvme0, nvme1, …");
    }
    TreeSet<Integer> seen = new TreeSet<>();
    for (LabNamespace namespace : namespaces) {
      if (!seen.add(namespace.nsid())) {
        throw new IllegalArgumentException(
            "device " + name + " has nsid " + namespace.nsid() + " twice");
      }
    }
  }

  /**
   * The name of a namespace of this device, as Linux would call its block device: {@code nvme0n1}.
   */
  public String namespaceName(LabNamespace namespace) {
    return name + "n" + namespace.nsid();
  }
}
