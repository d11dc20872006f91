package dev.orion.tools;

import org.jspecify.annotations.Nullable;

/**
 * A device that a benchmark works on.
 *
 * @param address where it is
 * @param nsid the NVMe namespace, or null for the first or where there are none
 */
record DeviceChoice(DeviceAddress address, @Nullable Integer nsid) {}
