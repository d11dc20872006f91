package dev.orion.pci.sysfs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * The names of vendors, devices and device classes: the system's {@code pci.ids}, whose format its
 * own first lines describe.
 */
public final class PciIds {
  private static final List<String> PLACES =
      List.of(
          "/usr/share/hwdata/pci.ids",
          "/usr/share/misc/pci.ids",
          "/usr/share/pci.ids",
          "/usr/share/misc/pci.ids.gz",
          "/usr/share/hwdata/pci.ids.gz");

  /**
   * A vendor or class, or below it, indented, a device or sub-class; nothing of what is below that.
   */
  private static final Pattern LINE =
      Pattern.compile("(\\t?)(\\p{XDigit}{4}|C \\p{XDigit}{2}|\\p{XDigit}{2})\\s+(\\S.*)");

  private final Map<String, String> names = new HashMap<>();

  private PciIds() {}

  /**
   * Reads the system's file. Without one there are no names.
   *
   * @throws IOException if there is a file that cannot be read
   */
  public static PciIds read(SystemFiles files) throws IOException {
    PciIds ids = new PciIds();
    Optional<Path> file = PLACES.stream().map(files::path).filter(Files::exists).findFirst();
    if (file.isPresent()) {
      ids.read(file.get());
    }
    return ids;
  }

  /** Whether there are no names at all: the system has no {@code pci.ids}. */
  public boolean isEmpty() {
    return names.isEmpty();
  }

  /** The maker of a chip. */
  public Optional<String> vendor(PciDevice device) {
    return name("%04x".formatted(device.vendorId()));
  }

  /** The chip. */
  public Optional<String> device(PciDevice device) {
    return name("%04x %04x".formatted(device.vendorId(), device.deviceId()));
  }

  /** The kind of a device, as closely as there is a name for: {@code SATA controller}, say. */
  public Optional<String> deviceClass(PciDevice device) {
    String baseClass = "C %02x".formatted(device.classCode() >>> 16);
    return name("%s %02x".formatted(baseClass, device.classCode() >>> 8 & 0xff))
        .or(() -> name(baseClass));
  }

  private Optional<String> name(String key) {
    return Optional.ofNullable(names.get(key));
  }

  private void read(Path file) throws IOException {
    try (InputStream bytes = Files.newInputStream(file);
        InputStream text = file.toString().endsWith(".gz") ? new GZIPInputStream(bytes) : bytes;
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
      String section = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher parts = LINE.matcher(line);
        if (parts.matches()) {
          boolean isSection = parts.group(1).isEmpty();
          section = isSection ? parts.group(2) : section;
          names.put(isSection ? section : section + " " + parts.group(2), parts.group(3));
        }
      }
    }
  }
}
