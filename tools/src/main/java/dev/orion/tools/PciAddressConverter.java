package dev.orion.tools;

import dev.orion.pci.PciAddress;

/** Reads PCI addresses, with or without the {@code pci:} of device addresses. */
final class PciAddressConverter extends TextConverter<PciAddress> {
  private static final String PREFIX = "pci:";

  PciAddressConverter() {
    super(
        text -> PciAddress.parse(text.startsWith(PREFIX) ? text.substring(PREFIX.length()) : text));
  }
}
