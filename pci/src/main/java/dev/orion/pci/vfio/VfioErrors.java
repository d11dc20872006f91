package dev.orion.pci.vfio;

import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.pci.DmaExhaustedException;
import dev.orion.pci.sysfs.PciDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What VFIO's error numbers mean, and what to do about it. */
final class VfioErrors {

  private static final Path LIMITS = Path.of("/proc/self/limits");
  private static final Pattern LOCKED_MEMORY = Pattern.compile("Max locked memory\\s+(\\S+)");

  private VfioErrors() {}

  /** A file below /dev cannot be opened. */
  static IOException opening(Path file, ErrnoException e) {
    String what;
    if (e.errno() == Errno.ENOENT || e.errno() == Errno.ENODEV || e.errno() == Errno.ENXIO) {
      what = "%s is not there: load the kernel's module with  modprobe vfio-pci".formatted(file);
    } else if (e.errno() == Errno.EACCES) {
      what =
          "no permission for %s: let yourself in with  sudo chown $USER %s  (orion pci bind --owner does it)"
              .formatted(file, file);
    } else if (e.errno() == Errno.EPERM) {
      what = "%s is for root only in no-IOMMU mode (CAP_SYS_RAWIO)".formatted(file);
    } else if (e.errno() == Errno.EBUSY) {
      what = "%s is in use by another process (sudo fuser -v %s names it)".formatted(file, file);
    } else {
      return e;
    }
    return new IOException(what, e);
  }

  /** The group, or the device's file, refuses to hand out the device. */
  static IOException takingDevice(PciDevice device, ErrnoException e) {
    if (e.errno() == Errno.EBUSY) {
      return new IOException("%s is in use by another process".formatted(device.address()), e);
    }
    return new IOException("%s cannot be had: %s".formatted(device.address(), e.getMessage()), e);
  }

  /** The device cannot be added to the address space that others are in. */
  static IOException sharingMemory(PciDevice device, ErrnoException e) {
    return new IOException(
        "%s cannot share memory with the devices opened before: %s"
            .formatted(device.address(), e.getMessage()),
        e);
  }

  static IOException noGroup(PciDevice device) {
    return new IOException("%s is in no IOMMU group".formatted(device.address()));
  }

  static IOException windowTooSmall(long lengthBytes, List<IovaAllocator.Range> usable) {
    return new IOException(
        "no %d bytes of I/O addresses left in the IOMMU's window (%s)"
            .formatted(
                lengthBytes,
                usable.isEmpty()
                    ? "no device is open yet"
                    : usable.stream()
                        .map(range -> "%x-%x".formatted(range.first(), range.last()))
                        .collect(Collectors.joining(", "))));
  }

  /** Memory cannot be made reachable. */
  static IOException mapping(long lengthBytes, ErrnoException e) {
    if (e.errno() == Errno.ENOMEM) {
      return new IOException(
          "%d bytes more cannot be locked into memory: the limit is %s (ulimit -l); raise memlock in /etc/security/limits.d, or LimitMEMLOCK= of the systemd unit"
              .formatted(lengthBytes, lockedMemoryLimit()),
          e);
    }
    if (e.errno() == Errno.ENOSPC) {
      return new IOException(
          "the kernel allows no more DMA mappings (option dma_entry_limit of the module"
              + " vfio_iommu_type1)",
          e);
    }
    return new IOException(
        "%d bytes of memory cannot be made reachable for the device: %s"
            .formatted(lengthBytes, e.getMessage()),
        e);
  }

  static DmaExhaustedException exhausted(IOException e) {
    return new DmaExhaustedException(String.valueOf(e.getMessage()), e);
  }

  private static String lockedMemoryLimit() {
    try {
      Matcher limit = LOCKED_MEMORY.matcher(Files.readString(LIMITS));
      return limit.find() ? limit.group(1) + " bytes" : "unknown";
    } catch (IOException e) {
      return "unknown";
    }
  }
}
