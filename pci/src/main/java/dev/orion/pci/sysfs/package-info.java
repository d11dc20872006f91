/** What the kernel says of the machine's PCI devices, and which driver has them. */
@NullMarked
package dev.orion.pci.sysfs;

import org.jspecify.annotations.NullMarked;
