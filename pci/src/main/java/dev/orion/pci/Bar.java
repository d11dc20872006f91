package dev.orion.pci;

/**
 * A memory base address register (PCI Express Base Specification, section 7.5.1.2.1).
 *
 * @param index which of the six registers, the lower one of a 64-bit pair
 * @param lengthBytes size of the region it decodes, a power of two
 * @param is64Bit whether it takes the next register as its upper half
 * @param prefetchable whether reads have no side effects
 */
public record Bar(int index, long lengthBytes, boolean is64Bit, boolean prefetchable) {}
