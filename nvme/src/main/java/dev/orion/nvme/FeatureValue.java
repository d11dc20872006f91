package dev.orion.nvme;

import java.lang.foreign.MemorySegment;

/**
 * What Get Features returned.
 *
 * @param dword0 Dword 0 of the completion
 * @param data the data, empty for most features
 */
public record FeatureValue(int dword0, MemorySegment data) {}
