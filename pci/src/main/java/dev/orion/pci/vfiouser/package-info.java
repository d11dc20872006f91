/**
 * PCI functions of another process, through the vfio-user protocol: a Unix socket carries register
 * accesses, memory and interrupts are shared by file descriptor. Any server that speaks it will do:
 * SPDK's NVMe target, QEMU's, one made with libvfio-user. The protocol is described in <a
 * href="https://www.qemu.org/docs/master/interop/vfio-user.html">QEMU's documentation</a>.
 */
@NullMarked
package dev.orion.pci.vfiouser;

import org.jspecify.annotations.NullMarked;
