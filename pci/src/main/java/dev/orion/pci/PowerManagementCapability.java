package dev.orion.pci;

import java.util.Optional;

/**
 * The power management capability (PCI Express Base Specification, section 7.5.2).
 *
 * @param offset where it stands in configuration space
 * @param state the state the function is in, 0 (D0, working) to 3 (D3hot)
 * @param noSoftReset whether going from D3hot to D0 keeps the function's state
 */
public record PowerManagementCapability(int offset, int state, boolean noSoftReset) {

  private static final int LENGTH_BYTES = 8;

  private static final int CONTROL_STATUS = 4;
  private static final int NO_SOFT_RESET = 1 << 3;

  /** The function's power management capability, if it has one. */
  public static Optional<PowerManagementCapability> find(ConfigSpace config) {
    return Capability.find(config, Capability.POWER_MANAGEMENT, LENGTH_BYTES)
        .map(
            c -> {
              int control = config.read16(c.offset() + CONTROL_STATUS);
              return new PowerManagementCapability(
                  c.offset(), control & 3, (control & NO_SOFT_RESET) != 0);
            });
  }

  /** Asks for state 0 (D0) to 3 (D3hot). The function needs 10 ms after leaving D3hot. */
  public void setState(ConfigSpace config, int newState) {
    int control = config.read16(offset + CONTROL_STATUS);
    config.write16(offset + CONTROL_STATUS, (control & ~3) | (newState & 3));
  }
}
