/**
 * The seam below every driver: a {@link dev.orion.pci.PciFunction} with its configuration space,
 * registers, DMA memory and interrupts. A driver cannot tell which transport stands behind it.
 */
@NullMarked
package dev.orion.pci;

import org.jspecify.annotations.NullMarked;
