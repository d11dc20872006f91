package dev.orion.tools.lab;

/**
 * Where a device sits on bus 0 of the lab's PCI segment 0.
 *
 * @param device device (slot) number, 0 to 31
 * @param function function number, 0 to 7
 */
public record PciAddress(int device, int function) {
  public PciAddress {
    if (device < 0 || device > 31 || function < 0 || function > 7) {
      throw new IllegalArgumentException(
          "no PCI address: device " + device + ", function " + function);
    }
  }

  /**
   * The device and function as configuration accesses encode them: device in bits 7:3, function in
   * bits 2:0.
   */
  public int devfn() {
    return device << 3 | function;
  }

  /** The address as lspci writes it: {@code 0000:00:03.0}. */
  @Override
  public String toString() {
    return "0000:00:%02x.%d".formatted(device, function);
  }
}
