package dev.orion.tools.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.orion.tools.lab.LabNamespace.ExistingImage;
import dev.orion.tools.lab.LabNamespace.NullDevice;
import dev.orion.tools.lab.LabNamespace.OwnImage;
import dev.orion.tools.lab.LabNamespace.Zones;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Builds the arguments that give a QEMU machine of any kind the devices of a lab.
 *
 * <p>A namespace's QEMU id and its block node are both called like {@code nvme0n1}, so that a QMP
 * client finds them.
 */
public final class QemuDevices {
  /** Bytes of the Serial Number field of Identify Controller (NVM Express Base Specification). */
  private static final int SERIAL_BYTES = 20;

  private final String labName;
  private final LabDefinition definition;
  private final Function<String, Path> images;
  private final List<String> arguments = new ArrayList<>();

  private QemuDevices(String labName, LabDefinition definition, Function<String, Path> images) {
    this.labName = labName;
    this.definition = definition;
    this.images = images;
  }

  /**
   * The arguments.
   *
   * @param labName what serial numbers and subsystems are called after
   * @param images where the image of a namespace is that has one of its own, by the namespace's
   *     name such as {@code nvme0n1}
   */
  public static List<String> arguments(
      String labName, LabDefinition definition, Function<String, Path> images) throws IOException {
    QemuDevices devices = new QemuDevices(labName, definition, images);
    for (LabDevice device : definition.devices()) {
      devices.addDevice(device);
    }
    return List.copyOf(devices.arguments);
  }

  private void addDevice(LabDevice device) throws IOException {
    String subsystem = device.name() + "-subsystem";
    arguments.add("-device");
    arguments.add(
        properties(
            "nvme-subsys",
            Map.of("id", subsystem, "nqn", "orion-" + labName + "-" + device.name())));
    Map<String, String> controller = new LinkedHashMap<>();
    controller.put("id", device.name());
    controller.put("bus", "pcie.0");
    controller.put("addr", "%x.0".formatted(definition.pciAddress(device.name()).device()));
    controller.put("subsys", subsystem);
    controller.put("serial", serial(device.name()));
    controller.put("max_ioqpairs", "64");
    controller.put("msix_qsize", "65");
    controller.put("mdts", "7");
    controller.putAll(new TreeMap<>(device.options()));
    arguments.add("-device");
    arguments.add(properties("nvme", controller));
    for (LabNamespace namespace : device.namespaces()) {
      addNamespace(device, namespace);
    }
  }

  private void addNamespace(LabDevice device, LabNamespace namespace) throws IOException {
    String name = device.namespaceName(namespace);
    arguments.add("-blockdev");
    arguments.add(
        switch (namespace.backing()) {
          case OwnImage() -> fileNode(name, images.apply(name));
          case ExistingImage(Path path) -> fileNode(name, path);
          case NullDevice() ->
              json(
                  "driver",
                  "null-co",
                  "node-name",
                  name,
                  "size",
                  namespace.imageBytes(),
                  "read-zeroes",
                  false);
        });
    Map<String, String> properties = new LinkedHashMap<>();
    properties.put("id", name);
    properties.put("bus", device.name());
    properties.put("drive", name);
    properties.put("nsid", Integer.toString(namespace.nsid()));
    properties.put("logical_block_size", Integer.toString(namespace.blockBytes()));
    properties.put("physical_block_size", Integer.toString(namespace.blockBytes()));
    if (namespace.metadataBytes() > 0) {
      properties.put("ms", Integer.toString(namespace.metadataBytes()));
    }
    Zones zones = namespace.zones();
    if (zones != null) {
      properties.put("zoned", "on");
      properties.put("zoned.zone_size", Long.toString(zones.sizeBytes()));
      properties.put("zoned.zone_capacity", Long.toString(zones.capacityBytes()));
      properties.put("zoned.max_open", Integer.toString(zones.maxOpen()));
      properties.put("zoned.max_active", Integer.toString(zones.maxActive()));
    }
    properties.putAll(new TreeMap<>(namespace.options()));
    arguments.add("-device");
    arguments.add(properties("nvme-ns", properties));
  }

  private static String fileNode(String name, Path image) throws IOException {
    return json(
        "driver",
        "file",
        "node-name",
        name,
        "filename",
        image.toString(),
        "cache",
        Map.of("direct", false),
        "discard",
        "unmap",
        "detect-zeroes",
        "off");
  }

  /**
   * {@code orion-LAB-DEVICE}; a long lab name is cut so that the device's own name still tells them
   * apart.
   */
  private String serial(String device) {
    int room = SERIAL_BYTES - "orion-".length() - "-".length() - device.length();
    return "orion-" + labName.substring(0, Math.min(room, labName.length())) + "-" + device;
  }

  /**
   * Not JSON: there, QEMU wants each property in its own type, which only QEMU knows of one passed
   * through.
   */
  private static String properties(String driver, Map<String, String> properties) {
    return properties.entrySet().stream()
        .map(property -> property.getKey() + "=" + doubleCommas(property.getValue()))
        .collect(Collectors.joining(",", driver + ",", ""));
  }

  static String doubleCommas(String value) {
    return value.replace(",", ",,");
  }

  static String json(Object... keysAndValues) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      object.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return JSON.std.asString(object);
  }
}
