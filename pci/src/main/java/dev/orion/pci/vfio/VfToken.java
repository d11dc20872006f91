package dev.orion.pci.vfio;

import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Ioctl;
import dev.orion.nativebindings.generated.vfio.Vfio;
import dev.orion.nativebindings.generated.vfio.vfio_device_feature;
import dev.orion.pci.Capability;
import dev.orion.pci.ConfigSpace;
import dev.orion.pci.PciAddress;
import dev.orion.pci.sysfs.PciDevice;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;

/**
 * The secret between the user of a physical function and those of its virtual functions, who have
 * to trust each other (VFIO_DEVICE_FEATURE_PCI_VF_TOKEN). Here they are one domain, whose token it
 * is.
 */
record VfToken(UUID value) {

  private static final int TOKEN_BYTES = 16;

  /** Sets the token where the function has virtual ones that VFIO would hand out. */
  void guard(Descriptor device, ConfigSpace config) {
    if (Capability.findExtended(config, Capability.EXTENDED_SR_IOV).isEmpty()) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      long header = vfio_device_feature.sizeof();
      MemorySegment feature = arena.allocate(header + TOKEN_BYTES, Long.BYTES);
      vfio_device_feature.argsz(feature, (int) feature.byteSize());
      vfio_device_feature.flags(
          feature, Vfio.VFIO_DEVICE_FEATURE_SET() | Vfio.VFIO_DEVICE_FEATURE_PCI_VF_TOKEN());
      byte[] bytes =
          ByteBuffer.allocate(TOKEN_BYTES)
              .putLong(value.getMostSignificantBits())
              .putLong(value.getLeastSignificantBits())
              .array();
      MemorySegment.copy(bytes, 0, feature, ValueLayout.JAVA_BYTE, header, TOKEN_BYTES);
      device.ioctl(Ioctl.VFIO_DEVICE_FEATURE, feature);
    } catch (ErrnoException e) {
      // The kernel does not let vfio-pci have virtual functions (its option enable_sriov).
    }
  }

  /** What to add to the name of a device when it is opened. */
  String suffix(PciDevice device) throws IOException {
    if (device.physicalFunction().isEmpty()) {
      return "";
    }
    PciAddress physical = device.physicalFunction().get();
    Path devices = Objects.requireNonNull(device.directory().getParent());
    return PciDevice.read(devices, physical).hasVfioDriver() ? " vf_token=" + value : "";
  }
}
