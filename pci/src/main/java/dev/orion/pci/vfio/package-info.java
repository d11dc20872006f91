/**
 * PCI functions through the kernel's VFIO (Documentation/driver-api/vfio.rst and iommufd.rst), with
 * the IOMMU between the function and the rest of the machine.
 */
@NullMarked
package dev.orion.pci.vfio;

import org.jspecify.annotations.NullMarked;
