/**
 * The NVMe driver. {@link dev.orion.nvme.NvmeController} brings a controller up over a {@link
 * dev.orion.pci.PciFunction}; {@link dev.orion.nvme.NvmeNamespace} is a block device; {@link
 * dev.orion.nvme.QueuePair} is the pair of rings below them, where an I/O costs a few stores and a
 * load. Numbers, layouts and names of the specification stand in {@link dev.orion.nvme.spec}.
 */
@NullMarked
package dev.orion.nvme;

import org.jspecify.annotations.NullMarked;
