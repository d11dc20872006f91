package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.pci.sysfs.PciDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;

/** What the devices attached to it see: which I/O virtual address is which memory. */
sealed interface IoAddressSpace extends AutoCloseable
    permits Type1AddressSpace, IommufdAddressSpace, NoIommuAddressSpace {

  /** Attaches a device, which {@code vfio-pci} must have, and opens it. */
  Descriptor openDevice(PciDevice device) throws IOException;

  /**
   * Makes memory reachable for all devices, those yet to come included, and keeps it from moving.
   *
   * @param alignmentBytes alignment of the address, where it can be chosen
   * @return the I/O virtual address of its first byte
   */
  long map(MemorySegment memory, long alignmentBytes) throws IOException;

  /** How many mappings the kernel still allows, if it says. */
  OptionalLong mappingsAvailable() throws IOException;

  /**
   * What a hot reset must show of the devices it affects: their groups' files; none with iommufd.
   */
  List<Descriptor> ownershipProofs();

  /** Takes all memory back. The devices must be closed. */
  @Override
  void close() throws IOException;
}
