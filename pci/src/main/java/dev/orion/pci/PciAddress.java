package dev.orion.pci;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a function sits: {@code 0000:01:00.0}. Ordered as it is read.
 *
 * @param domain the PCI segment group; Linux numbers some beyond 16 bits
 * @param bus 0 to 255
 * @param device 0 to 31
 * @param function 0 to 7
 */
public record PciAddress(int domain, int bus, int device, int function)
    implements Comparable<PciAddress> {

  private static final Pattern FORM =
      Pattern.compile("(?:(\\p{XDigit}{4,8}):)?(\\p{XDigit}{2}):(\\p{XDigit}{2})\\.([0-7])");
  private static final Comparator<PciAddress> ORDER =
      Comparator.comparingInt(PciAddress::domain)
          .thenComparingInt(PciAddress::bus)
          .thenComparingInt(PciAddress::device)
          .thenComparingInt(PciAddress::function);
  private static final int DEVICES_PER_BUS = 32;

  /**
   * Parses {@code 0000:01:00.0}, or {@code 01:00.0} of domain 0.
   *
   * @throws IllegalArgumentException that says in one line what is wrong and gives an example
   */
  public static PciAddress parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (parts.matches()) {
      int domain = parts.group(1) == null ? 0 : Integer.parseUnsignedInt(parts.group(1), 16);
      int device = Integer.parseInt(parts.group(3), 16);
      if (device < DEVICES_PER_BUS) {
        return new PciAddress(
            domain, Integer.parseInt(parts.group(2), 16), device, Integer.parseInt(parts.group(4)));
      }
    }
    throw new IllegalArgumentException(
        "'%s' is no PCI address: write domain:bus:device.function in hexadecimal, such as 0000:01:00.0"
            .formatted(text));
  }

  /**
   * Device and function as configuration accesses encode them: device in bits 7:3, function in bits
   * 2:0.
   */
  public int devfn() {
    return device << 3 | function;
  }

  @Override
  public int compareTo(PciAddress other) {
    return ORDER.compare(this, other);
  }

  /** The form that Linux and {@code lspci -D} use: {@code 0000:01:00.0}. */
  @Override
  public String toString() {
    return "%04x:%02x:%02x.%d".formatted(domain, bus, device, function);
  }
}
