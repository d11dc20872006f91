package dev.orion.nvme.spec;

/**
 * What can be done with a feature: Dword 0 of Get Features with {@link
 * FeatureSelect#SUPPORTED_CAPABILITIES} (Base 5.15).
 *
 * @param saveable whether a value can outlive resets and power cycles
 * @param perNamespace whether every namespace has a value of its own
 * @param changeable whether it can be set
 */
public record FeatureCapabilities(boolean saveable, boolean perNamespace, boolean changeable) {

  /** Reads them of a completion's Dword 0. */
  public static FeatureCapabilities of(int dword0) {
    return new FeatureCapabilities(
        Bits.isSet(dword0, 0), Bits.isSet(dword0, 1), Bits.isSet(dword0, 2));
  }
}
