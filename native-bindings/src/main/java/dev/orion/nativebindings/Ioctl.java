package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import dev.orion.nativebindings.generated.iommufd.Iommufd;
import dev.orion.nativebindings.generated.vfio.Vfio;

/**
 * The requests that {@link Descriptor#ioctl} takes, by their names in linux/vfio.h, linux/iommufd.h
 * and linux/fs.h.
 */
public enum Ioctl {
  VFIO_GET_API_VERSION(Vfio.VFIO_GET_API_VERSION()),
  VFIO_CHECK_EXTENSION(Vfio.VFIO_CHECK_EXTENSION()),
  VFIO_SET_IOMMU(Vfio.VFIO_SET_IOMMU()),
  VFIO_IOMMU_GET_INFO(Vfio.VFIO_IOMMU_GET_INFO()),
  VFIO_IOMMU_MAP_DMA(Vfio.VFIO_IOMMU_MAP_DMA()),
  VFIO_IOMMU_UNMAP_DMA(Vfio.VFIO_IOMMU_UNMAP_DMA()),

  VFIO_GROUP_GET_STATUS(Vfio.VFIO_GROUP_GET_STATUS()),
  VFIO_GROUP_SET_CONTAINER(Vfio.VFIO_GROUP_SET_CONTAINER()),
  VFIO_GROUP_UNSET_CONTAINER(Vfio.VFIO_GROUP_UNSET_CONTAINER()),
  VFIO_GROUP_GET_DEVICE_FD(Vfio.VFIO_GROUP_GET_DEVICE_FD()),

  VFIO_DEVICE_GET_INFO(Vfio.VFIO_DEVICE_GET_INFO()),
  VFIO_DEVICE_GET_REGION_INFO(Vfio.VFIO_DEVICE_GET_REGION_INFO()),
  VFIO_DEVICE_GET_IRQ_INFO(Vfio.VFIO_DEVICE_GET_IRQ_INFO()),
  VFIO_DEVICE_SET_IRQS(Vfio.VFIO_DEVICE_SET_IRQS()),
  VFIO_DEVICE_RESET(Vfio.VFIO_DEVICE_RESET()),
  VFIO_DEVICE_GET_PCI_HOT_RESET_INFO(Vfio.VFIO_DEVICE_GET_PCI_HOT_RESET_INFO()),
  VFIO_DEVICE_PCI_HOT_RESET(Vfio.VFIO_DEVICE_PCI_HOT_RESET()),
  VFIO_DEVICE_IOEVENTFD(Vfio.VFIO_DEVICE_IOEVENTFD()),
  VFIO_DEVICE_FEATURE(Vfio.VFIO_DEVICE_FEATURE()),

  VFIO_DEVICE_BIND_IOMMUFD(Iommufd.VFIO_DEVICE_BIND_IOMMUFD()),
  VFIO_DEVICE_ATTACH_IOMMUFD_PT(Iommufd.VFIO_DEVICE_ATTACH_IOMMUFD_PT()),

  IOMMU_DESTROY(Iommufd.IOMMU_DESTROY()),
  IOMMU_IOAS_ALLOC(Iommufd.IOMMU_IOAS_ALLOC()),
  IOMMU_IOAS_IOVA_RANGES(Iommufd.IOMMU_IOAS_IOVA_RANGES()),
  IOMMU_IOAS_MAP(Iommufd.IOMMU_IOAS_MAP()),
  IOMMU_IOAS_UNMAP(Iommufd.IOMMU_IOAS_UNMAP()),

  /** Size of a block device in bytes, as 64 bits. */
  BLKGETSIZE64(Libc.BLKGETSIZE64()),
  /** Logical block size in bytes, as 32 bits. */
  BLKSSZGET(Libc.BLKSSZGET()),
  /** Physical block size in bytes, as 32 bits. */
  BLKPBSZGET(Libc.BLKPBSZGET()),
  /** Whether the device is read-only, as 32 bits. */
  BLKROGET(Libc.BLKROGET()),
  /** Discards a range: two 64-bit numbers, offset and length in bytes. */
  BLKDISCARD(Libc.BLKDISCARD()),
  /** Zeroes a range: two 64-bit numbers, offset and length in bytes. */
  BLKZEROOUT(Libc.BLKZEROOUT()),
  /** Flushes the buffer cache of a block device. */
  BLKFLSBUF(Libc.BLKFLSBUF());

  private final long request;

  Ioctl(long request) {
    this.request = request;
  }

  long request() {
    return request;
  }
}
