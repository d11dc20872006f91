/**
 * A model of an NVMe controller, for what QEMU's cannot do: memory speed, and faults on command. It
 * is a device to test and measure with, and no more of NVMe than that takes.
 */
@NullMarked
package dev.orion.simulation.model;

import org.jspecify.annotations.NullMarked;
