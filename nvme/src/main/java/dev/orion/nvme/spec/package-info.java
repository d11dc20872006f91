/**
 * The bits of NVM Express: registers, queue entries, opcodes, status codes, and the data structures
 * that Identify and Get Log Page return, by the specifications' own names.
 *
 * <p>Sections cited here are of NVM Express Base 2.0 ("Base"), NVM Command Set 1.0 ("NVM"), Zoned
 * Namespace Command Set 1.1 ("ZNS") and NVMe over PCIe Transport 1.0 ("PCIe"). Everything is
 * little-endian. A field whose value is one less than the count it stands for says {@code
 * ZeroBased} in its name where it is typed, and keeps the specification's name where it is listed
 * for display.
 *
 * <p>Nothing here talks to a device and nothing here keeps state; all of it may be used from any
 * thread.
 */
@NullMarked
package dev.orion.nvme.spec;

import org.jspecify.annotations.NullMarked;
