/** What the kernel's VFIO and the vfio-user protocol share: the structures of linux/vfio.h. */
@NullMarked
package dev.orion.pci.abi;

import org.jspecify.annotations.NullMarked;
