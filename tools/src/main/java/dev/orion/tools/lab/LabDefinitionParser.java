package dev.orion.tools.lab;

import dev.orion.tools.lab.LabNamespace.Backing;
import dev.orion.tools.lab.LabNamespace.ExistingImage;
import dev.orion.tools.lab.LabNamespace.NullDevice;
import dev.orion.tools.lab.LabNamespace.OwnImage;
import dev.orion.tools.lab.LabNamespace.Zones;
import dev.orion.tools.text.ByteSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a {@link LabDefinition} from the words of a command line.
 *
 * <p>A namespace is {@code DEVICE:KEY=VALUE,...} with the keys {@code size}, {@code lba} (4096),
 * {@code metadata} (0), {@code nsid} (the device's next), {@code null}, {@code file}, {@code
 * zoned}, {@code zone-size} (16M), {@code zone-capacity} (the zone size), {@code max-open} and
 * {@code max-active} (0, no limit); a comma within a value is doubled. A device option is {@code
 * DEVICE:KEY=VALUE} or, for a namespace, {@code nvme0n1:KEY=VALUE}.
 */
public final class LabDefinitionParser {
  private static final Pattern SINGLE_COMMA = Pattern.compile("(?<!,),(?!,)");
  private static final Pattern NAMESPACE_NAME = Pattern.compile("(nvme\\d+)n(\\d+)");
  private static final Set<String> ZONE_KEYS =
      Set.of("zone-size", "zone-capacity", "max-open", "max-active");
  private static final Set<String> KEYS =
      new TreeSet<>(
          Set.of(
              "file",
              "lba",
              "max-active",
              "max-open",
              "metadata",
              "nsid",
              "null",
              "size",
              "zone-capacity",
              "zone-size",
              "zoned"));

  /**
   * Properties that follow from the definition: another value would make the lab's description a
   * lie.
   */
  private static final Set<String> RESERVED_DEVICE_KEYS =
      Set.of("addr", "bus", "drive", "id", "multifunction");

  private static final Set<String> RESERVED_NAMESPACE_KEYS =
      Set.of(
          "bus",
          "drive",
          "id",
          "logical_block_size",
          "ms",
          "nsid",
          "zoned",
          "zoned.max_active",
          "zoned.max_open",
          "zoned.zone_capacity",
          "zoned.zone_size");

  /** Device name to namespaces, in the order of appearance, which is the order of the PCI slots. */
  private final Map<String, Map<Integer, LabNamespace>> devices = new LinkedHashMap<>();

  private final Map<String, Map<String, String>> options = new LinkedHashMap<>();

  private LabDefinitionParser() {}

  /**
   * Builds a definition.
   *
   * @param ramBytes guest RAM, or null for the standard amount
   * @param namespaces the namespaces; none for those of the standard lab
   * @param deviceOptions QEMU properties to pass through
   * @throws IllegalArgumentException if a word is wrong; the message quotes it and says what would
   *     be right
   */
  public static LabDefinition parse(
      @Nullable Long ramBytes, List<String> namespaces, List<String> deviceOptions) {
    LabDefinitionParser parser = new LabDefinitionParser();
    LabDefinition standard = LabDefinition.standard();
    if (namespaces.isEmpty()) {
      for (LabDevice device : standard.devices()) {
        device.namespaces().forEach(namespace -> parser.add(device.name(), namespace));
      }
    }
    for (String text : namespaces) {
      quoting("--namespace", text, () -> parser.addNamespace(text));
    }
    for (String text : deviceOptions) {
      quoting("--device-option", text, () -> parser.addOption(text));
    }
    return new LabDefinition(ramBytes == null ? standard.ramBytes() : ramBytes, parser.build());
  }

  private static void quoting(String option, String text, Runnable parse) {
    try {
      parse.run();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + " " + text + ": " + e.getMessage(), e);
    }
  }

  private void addNamespace(String text) {
    String[] parts = splitOnce(text, ':', "DEVICE:KEY=VALUE,... such as nvme0:size=1G");
    Map<String, String> values = new TreeMap<>();
    for (String word : SINGLE_COMMA.split(parts[1], -1)) {
      int equals = word.indexOf('=');
      String key = equals < 0 ? word : word.substring(0, equals);
      String value = equals < 0 ? "on" : word.substring(equals + 1).replace(",,", ",");
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException(
            "unknown key '" + key + "'; the keys are " + String.join(", ", KEYS));
      }
      if (values.put(key, value) != null) {
        throw new IllegalArgumentException("key '" + key + "' is given twice");
      }
    }
    add(parts[0], namespace(parts[0], values));
  }

  private void add(String device, LabNamespace namespace) {
    if (devices
            .computeIfAbsent(device, name -> new LinkedHashMap<>())
            .put(namespace.nsid(), namespace)
        != null) {
      throw new IllegalArgumentException(
          "device " + device + " has nsid " + namespace.nsid() + " already");
    }
  }

  private LabNamespace namespace(String device, Map<String, String> values) {
    boolean isNull = flag(values, "null");
    boolean isZoned = flag(values, "zoned");
    String file = values.get("file");
    if (isNull && file != null) {
      throw new IllegalArgumentException("'null' and 'file' exclude each other");
    }
    for (String key : ZONE_KEYS) {
      if (values.containsKey(key) && !isZoned) {
        throw new IllegalArgumentException("'" + key + "' needs 'zoned'");
      }
    }
    int nextNsid =
        devices.getOrDefault(device, Map.of()).keySet().stream().mapToInt(n -> n).max().orElse(0)
            + 1;
    int nsid = number(values, "nsid", nextNsid);
    int blockBytes = Math.toIntExact(Math.min(size(values, "lba", 4096), Integer.MAX_VALUE));
    int metadataBytes = number(values, "metadata", 0);
    LabNamespace.requireFormat(blockBytes, metadataBytes);
    long sizeBytes = size(values, "size", -1);
    Backing backing = isNull ? new NullDevice() : new OwnImage();
    if (file != null) {
      ExistingImage image = existingImage(file);
      backing = image;
      if (sizeBytes < 0) {
        sizeBytes = sizeOf(image) / (blockBytes + metadataBytes) * blockBytes;
      }
    }
    if (sizeBytes < 0) {
      throw new IllegalArgumentException("'size' is missing, such as size=1G");
    }
    Zones zones = null;
    if (isZoned) {
      long zoneBytes = size(values, "zone-size", 16L << 20);
      zones =
          new Zones(
              zoneBytes,
              size(values, "zone-capacity", zoneBytes),
              number(values, "max-open", 0),
              number(values, "max-active", 0));
    }
    LabNamespace namespace =
        new LabNamespace(nsid, backing, sizeBytes, blockBytes, metadataBytes, zones, Map.of());
    if (backing instanceof ExistingImage image && sizeOf(image) != namespace.imageBytes()) {
      throw new IllegalArgumentException(
          image.path()
              + " has "
              + sizeOf(image)
              + " bytes, the namespace needs "
              + namespace.imageBytes()
              + "; leave out 'size' or change the file with: truncate -s "
              + namespace.imageBytes()
              + " "
              + image.path());
    }
    return namespace;
  }

  private static ExistingImage existingImage(String file) {
    Path path = Path.of(file).toAbsolutePath().normalize();
    if (file.isEmpty() || file.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("'file' needs a path of one line");
    }
    if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          "no file "
              + path
              + "; make one with: truncate -s 1G "
              + path
              + ", or leave out 'file' to let the lab make its own image");
    }
    return new ExistingImage(path);
  }

  private static long sizeOf(ExistingImage image) {
    try {
      return Files.size(image.path());
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "cannot read the size of " + image.path() + ": " + e.getMessage(), e);
    }
  }

  private void addOption(String text) {
    String form = "DEVICE:KEY=VALUE such as nvme0:mdts=5, or nvme0n1:KEY=VALUE for a namespace";
    String[] parts = splitOnce(text, ':', form);
    String[] keyAndValue = splitOnce(parts[1], '=', form);
    Matcher namespaceName = NAMESPACE_NAME.matcher(parts[0]);
    boolean isNamespace = namespaceName.matches();
    boolean isKnown =
        isNamespace
            ? devices.getOrDefault(namespaceName.group(1), Map.of()).keySet().stream()
                .anyMatch(nsid -> namespaceName.group(2).equals(Integer.toString(nsid)))
            : devices.containsKey(parts[0]);
    if (!isKnown) {
      throw new IllegalArgumentException(
          "no device or namespace '"
              + parts[0]
              + "'; the devices are "
              + String.join(", ", devices.keySet()));
    }
    if ((isNamespace ? RESERVED_NAMESPACE_KEYS : RESERVED_DEVICE_KEYS).contains(keyAndValue[0])) {
      throw new IllegalArgumentException(
          "'" + keyAndValue[0] + "' is set by the lab" + (isNamespace ? "; use --namespace" : ""));
    }
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("an option has one line");
    }
    options.computeIfAbsent(parts[0], name -> new TreeMap<>()).put(keyAndValue[0], keyAndValue[1]);
  }

  private List<LabDevice> build() {
    List<LabDevice> built = new ArrayList<>();
    devices.forEach(
        (name, namespaces) -> {
          List<LabNamespace> withOptions =
              namespaces.values().stream().map(namespace -> withOptions(name, namespace)).toList();
          built.add(new LabDevice(name, options.getOrDefault(name, Map.of()), withOptions));
        });
    return built;
  }

  private LabNamespace withOptions(String device, LabNamespace namespace) {
    return new LabNamespace(
        namespace.nsid(),
        namespace.backing(),
        namespace.sizeBytes(),
        namespace.blockBytes(),
        namespace.metadataBytes(),
        namespace.zones(),
        options.getOrDefault(device + "n" + namespace.nsid(), Map.of()));
  }

  private static String[] splitOnce(String text, char separator, String form) {
    int at = text.indexOf(separator);
    if (at < 1 || at == text.length() - 1) {
      throw new IllegalArgumentException("not of the form " + form);
    }
    return new String[] {text.substring(0, at), text.substring(at + 1)};
  }

  private static boolean flag(Map<String, String> values, String key) {
    return switch (values.getOrDefault(key, "off")) {
      case "on", "yes", "true" -> true;
      case "off", "no", "false" -> false;
      case String other ->
          throw new IllegalArgumentException("'" + key + "' is on or off, not '" + other + "'");
    };
  }

  private static long size(Map<String, String> values, String key, long absent) {
    String value = values.get(key);
    return value == null ? absent : ByteSize.parse(value);
  }

  private static int number(Map<String, String> values, String key, int absent) {
    String value = values.get(key);
    if (value == null) {
      return absent;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'" + key + "' is a number, not '" + value + "'", e);
    }
  }
}
