package dev.orion.tools.lab;

import dev.orion.pci.PciAddress;
import dev.orion.tools.lab.LabNamespace.NullDevice;
import dev.orion.tools.lab.LabNamespace.OwnImage;
import dev.orion.tools.lab.LabNamespace.Zones;
import dev.orion.tools.text.ByteSize;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * Which devices a lab has, and how much memory they share with their driver.
 *
 * @param ramBytes guest RAM, which is what a driver has for DMA: a multiple of 1 MiB, 16 MiB to 2
 *     GiB
 * @param devices the devices, in the order of their PCI slots; 1 to 28
 */
public record LabDefinition(long ramBytes, List<LabDevice> devices) {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /** Slot 0 is q35's host bridge, slot 31 its ISA bridge. */
  private static final int FIRST_SLOT = 3;

  private static final int LAST_SLOT = 30;

  /**
   * Checks the bounds. Up to 2 GiB, q35 maps RAM in one piece, so that a file offset is a
   * guest-physical address.
   *
   * @throws IllegalArgumentException if a bound is broken or a device name comes twice
   */
  public LabDefinition {
    devices = List.copyOf(devices);
    if (ramBytes % MIB != 0 || ramBytes < 16 * MIB || ramBytes > 2 * GIB) {
      throw new IllegalArgumentException(
          "memory of "
              + ByteSize.format(ramBytes)
              + " is not a multiple of 1 MiB from 16 MiB to 2 GiB");
    }
    if (devices.isEmpty() || devices.size() > LAST_SLOT - FIRST_SLOT + 1) {
      throw new IllegalArgumentException("a lab has 1 to 28 devices, not " + devices.size());
    }
    HashSet<String> names = new HashSet<>();
    for (LabDevice device : devices) {
      if (!names.add(device.name())) {
        throw new IllegalArgumentException("device " + device.name() + " is defined twice");
      }
    }
  }

  /**
   * The lab one gets without asking for more: 256 MiB of RAM and the controller {@code nvme0} with
   * namespace 1 of 1 GiB in 4 KiB blocks, 2 of 512 MiB in 512-byte blocks, 3 of 64 zones of 16 MiB
   * in 4 KiB blocks, and 4, a null device of 64 GiB in 4 KiB blocks.
   */
  public static LabDefinition standard() {
    Map<String, String> none = Map.of();
    return new LabDefinition(
        256 * MIB,
        List.of(
            new LabDevice(
                "nvme0",
                none,
                List.of(
                    new LabNamespace(1, new OwnImage(), GIB, 4096, 0, null, none),
                    new LabNamespace(2, new OwnImage(), GIB / 2, 512, 0, null, none),
                    new LabNamespace(
                        3,
                        new OwnImage(),
                        GIB,
                        4096,
                        0,
                        new Zones(16 * MIB, 16 * MIB, 8, 12),
                        none),
                    new LabNamespace(4, new NullDevice(), 64 * GIB, 4096, 0, null, none)))));
  }

  /**
   * The PCI address of a device.
   *
   * @throws IllegalArgumentException if there is no such device
   */
  public PciAddress pciAddress(String deviceName) {
    for (int index = 0; index < devices.size(); index++) {
      if (devices.get(index).name().equals(deviceName)) {
        return new PciAddress(0, 0, FIRST_SLOT + index, 0);
      }
    }
    throw new IllegalArgumentException(
        "no device '%s', only %s"
            .formatted(
                deviceName, String.join(", ", devices.stream().map(LabDevice::name).toList())));
  }
}
