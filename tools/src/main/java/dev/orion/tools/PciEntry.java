package dev.orion.tools;

import dev.orion.pci.sysfs.PciDevice;
import dev.orion.pci.sysfs.PciIds;
import dev.orion.pci.sysfs.Usability;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A PCI function as {@code orion pci list} and {@code orion pci show} print it. */
record PciEntry(PciDevice device, PciIds ids, Usability usability) {
  /** The columns of the list. */
  static final List<String> HEADING =
      List.of("ADDRESS", "CLASS", "NAME", "DRIVER", "GROUP", "NUMA", "USABLE");

  List<String> row() {
    return List.of(
        device.address().toString(),
        className(),
        name(device, ids),
        device.driver().orElse("-"),
        text(device.iommuGroup()),
        text(device.numaNode()),
        usable());
  }

  /** A line for each thing there is to know. */
  Map<String, String> details() {
    Map<String, String> details = new LinkedHashMap<>();
    details.put("Address", device.address().toString());
    details.put("Class", "%s (%06x)".formatted(className(), device.classCode()));
    details.put("Name", name(device, ids));
    details.put("IDs", numbers(device));
    details.put("Driver", device.driver().orElse("-"));
    details.put("IOMMU group", text(device.iommuGroup()));
    details.put("NUMA node", text(device.numaNode()));
    device
        .physicalFunction()
        .ifPresent(physical -> details.put("Virtual function of", physical.toString()));
    if (device.virtualFunctions() > 0) {
      details.put("Virtual functions", Integer.toString(device.virtualFunctions()));
    }
    details.put("Usable", usable());
    if (!usability.isUsable()) {
      details.put("What to do", usability.advice());
    }
    return details;
  }

  /** What is not known has no key. */
  Map<String, Object> toJson() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("address", device.address().toString());
    json.put("classCode", "%06x".formatted(device.classCode()));
    ids.deviceClass(device).ifPresent(name -> json.put("className", name));
    json.put("vendorId", "%04x".formatted(device.vendorId()));
    ids.vendor(device).ifPresent(name -> json.put("vendorName", name));
    json.put("deviceId", "%04x".formatted(device.deviceId()));
    ids.device(device).ifPresent(name -> json.put("deviceName", name));
    device.driver().ifPresent(driver -> json.put("driver", driver));
    device.iommuGroup().ifPresent(group -> json.put("iommuGroup", group));
    device.numaNode().ifPresent(node -> json.put("numaNode", node));
    device
        .physicalFunction()
        .ifPresent(physical -> json.put("physicalFunction", physical.toString()));
    json.put("virtualFunctions", device.virtualFunctions());
    json.put("usable", usability.isUsable());
    json.put("obstacle", usability.obstacle().name().toLowerCase(Locale.ROOT).replace('_', '-'));
    json.put("advice", usability.advice());
    return json;
  }

  /** Vendor and device by name; by number what has no name. */
  static String name(PciDevice device, PciIds ids) {
    Optional<String> vendor = ids.vendor(device);
    Optional<String> chip = ids.device(device);
    return vendor.isEmpty()
        ? numbers(device)
        : vendor.get() + " " + chip.orElseGet(() -> "%04x".formatted(device.deviceId()));
  }

  private static String numbers(PciDevice device) {
    return "%04x:%04x".formatted(device.vendorId(), device.deviceId());
  }

  private String className() {
    return ids.deviceClass(device).orElseGet(() -> "%06x".formatted(device.classCode()));
  }

  private String usable() {
    return usability.isUsable() ? "yes" : "no: " + usability.summary();
  }

  private static String text(OptionalInt number) {
    return number.isPresent() ? Integer.toString(number.getAsInt()) : "-";
  }
}
