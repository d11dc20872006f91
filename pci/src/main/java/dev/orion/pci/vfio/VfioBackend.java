package dev.orion.pci.vfio;

/** The kernel's ways to give a device to a process. */
public enum VfioBackend {
  /** An iommufd and the device's own file {@code /dev/vfio/devices/vfioN}. Linux 6.6. */
  IOMMUFD,
  /** A container of IOMMU groups, {@code /dev/vfio/N}, of type 1 version 2. */
  TYPE1,
  /**
   * No IOMMU: the device can write anywhere in the machine's memory, whatever this process tells
   * it. For machines that have none; the kernel must be told to allow it.
   */
  NO_IOMMU_UNSAFE
}
