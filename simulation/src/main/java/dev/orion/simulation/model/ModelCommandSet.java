package dev.orion.simulation.model;

import dev.orion.nvme.spec.Csi;
import java.lang.foreign.MemorySegment;

/**
 * What a {@link ModelController} says of an I/O command set besides the NVM Command Set, which its
 * namespace then speaks.
 *
 * @param csi the command set
 * @param namespace the 4096 bytes of its Identify Namespace data structure
 * @param controller the 4096 bytes of its Identify Controller data structure
 */
public record ModelCommandSet(Csi csi, MemorySegment namespace, MemorySegment controller) {}
