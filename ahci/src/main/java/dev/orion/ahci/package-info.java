/** The AHCI driver: a PCI function in, block devices out. */
@NullMarked
package dev.orion.ahci;

import org.jspecify.annotations.NullMarked;
