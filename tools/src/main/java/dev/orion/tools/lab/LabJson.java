package dev.orion.tools.lab;

import dev.orion.pci.PciAddress;
import dev.orion.tools.lab.LabNamespace.Backing;
import dev.orion.tools.lab.LabNamespace.ExistingImage;
import dev.orion.tools.lab.LabNamespace.NullDevice;
import dev.orion.tools.lab.LabNamespace.OwnImage;
import dev.orion.tools.lab.LabNamespace.Zones;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The JSON form of a lab, in {@code lab.json} and in {@code orion lab status -o json}: the keys are
 * stable.
 */
final class LabJson {
  private LabJson() {}

  static Map<String, Object> toMap(LabRecord lab) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", lab.name());
    map.put("created", lab.created().toString());
    QemuProcess process = lab.process();
    if (process != null) {
      map.put("pid", process.pid());
      map.put("startTicks", process.startTicks());
      map.put("bootId", process.bootId());
    }
    map.put("qemu", lab.qemu().path().toString());
    map.put("qemuVersion", lab.qemu().version());
    map.put("directory", lab.paths().directory().toString());
    map.put("socketDirectory", lab.paths().socketDirectory().toString());
    map.put("qtestSocket", lab.paths().qtestSocket().toString());
    map.put("qmpSocket", lab.paths().qmpSocket().toString());
    map.put("log", lab.paths().log().toString());
    map.put("ramFile", lab.paths().ramFile().toString());
    map.put("ramBytes", lab.definition().ramBytes());
    map.put(
        "devices", lab.definition().devices().stream().map(device -> device(lab, device)).toList());
    return map;
  }

  private static Map<String, Object> device(LabRecord lab, LabDevice device) {
    PciAddress address = lab.definition().pciAddress(device.name());
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", device.name());
    map.put("pciAddress", address.toString());
    map.put("devfn", address.devfn());
    map.put("options", new TreeMap<>(device.options()));
    map.put(
        "namespaces",
        device.namespaces().stream().map(namespace -> namespace(lab, device, namespace)).toList());
    return map;
  }

  private static Map<String, Object> namespace(
      LabRecord lab, LabDevice device, LabNamespace namespace) {
    String name = device.namespaceName(namespace);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", name);
    map.put("nsid", namespace.nsid());
    switch (namespace.backing()) {
      case OwnImage() -> {
        map.put("backing", "image");
        map.put("image", lab.paths().image(name).toString());
      }
      case ExistingImage(Path path) -> {
        map.put("backing", "file");
        map.put("image", path.toString());
      }
      case NullDevice() -> map.put("backing", "null");
    }
    map.put("sizeBytes", namespace.sizeBytes());
    map.put("blockBytes", namespace.blockBytes());
    map.put("metadataBytes", namespace.metadataBytes());
    Zones zones = namespace.zones();
    if (zones != null) {
      Map<String, Object> zoned = new LinkedHashMap<>();
      zoned.put("sizeBytes", zones.sizeBytes());
      zoned.put("capacityBytes", zones.capacityBytes());
      zoned.put("maxOpen", zones.maxOpen());
      zoned.put("maxActive", zones.maxActive());
      map.put("zones", zoned);
    }
    map.put("options", new TreeMap<>(namespace.options()));
    return map;
  }

  /**
   * Reads what {@link #toMap} wrote.
   *
   * @throws IllegalArgumentException if a key is missing or of the wrong type
   */
  static LabRecord fromMap(Map<String, Object> map) {
    QemuProcess process =
        map.containsKey("pid")
            ? new QemuProcess(number(map, "pid"), number(map, "startTicks"), text(map, "bootId"))
            : null;
    LabPaths paths =
        new LabPaths(
            Path.of(text(map, "directory")),
            Path.of(text(map, "socketDirectory")),
            Path.of(text(map, "ramFile")));
    return new LabRecord(
        text(map, "name"),
        Instant.parse(text(map, "created")),
        new LabDefinition(
            number(map, "ramBytes"),
            objects(map, "devices").stream().map(LabJson::device).toList()),
        new QemuBinary(Path.of(text(map, "qemu")), text(map, "qemuVersion")),
        paths,
        process);
  }

  private static LabDevice device(Map<String, Object> map) {
    return new LabDevice(
        text(map, "name"),
        options(map),
        objects(map, "namespaces").stream().map(LabJson::namespace).toList());
  }

  private static LabNamespace namespace(Map<String, Object> map) {
    Backing backing =
        switch (text(map, "backing")) {
          case "image" -> new OwnImage();
          case "file" -> new ExistingImage(Path.of(text(map, "image")));
          case "null" -> new NullDevice();
          case String other ->
              throw new IllegalArgumentException("unknown backing '" + other + "'");
        };
    return new LabNamespace(
        Math.toIntExact(number(map, "nsid")),
        backing,
        number(map, "sizeBytes"),
        Math.toIntExact(number(map, "blockBytes")),
        Math.toIntExact(number(map, "metadataBytes")),
        zones(map.get("zones")),
        options(map));
  }

  private static @Nullable Zones zones(@Nullable Object value) {
    if (value == null) {
      return null;
    }
    Map<String, Object> map = object(value, "zones");
    return new Zones(
        number(map, "sizeBytes"),
        number(map, "capacityBytes"),
        Math.toIntExact(number(map, "maxOpen")),
        Math.toIntExact(number(map, "maxActive")));
  }

  private static Map<String, String> options(Map<String, Object> map) {
    Map<String, String> options = new TreeMap<>();
    object(map.get("options"), "options")
        .forEach((key, value) -> options.put(key, value.toString()));
    return options;
  }

  private static String text(Map<String, Object> map, String key) {
    if (map.get(key) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("no text '" + key + "'");
  }

  private static long number(Map<String, Object> map, String key) {
    if (map.get(key) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("no number '" + key + "'");
  }

  private static List<Map<String, Object>> objects(Map<String, Object> map, String key) {
    if (map.get(key) instanceof List<?> list) {
      return list.stream().map(value -> object(value, key)).toList();
    }
    throw new IllegalArgumentException("no list '" + key + "'");
  }

  @SuppressWarnings("unchecked") // JSON objects have strings as keys.
  private static Map<String, Object> object(@Nullable Object value, String key) {
    if (value instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw new IllegalArgumentException("no object '" + key + "'");
  }
}
