/** PCI functions of a QEMU process, reached over its qtest socket and its shared guest memory. */
@NullMarked
package dev.orion.pci.qtest;

import org.jspecify.annotations.NullMarked;
