package dev.orion.pci;

import java.util.Optional;

/**
 * The PCI Express capability (PCI Express Base Specification, section 7.5.3).
 *
 * @param offset where it stands in configuration space
 * @param maxPayloadBytes largest TLP payload that the function can take
 * @param functionLevelReset whether Function Level Reset works
 * @param linkSpeed speed of the link now, 1 (2.5 GT/s) to 6 (64 GT/s), 0 if it has no link
 * @param linkWidth lanes of the link now, 0 if it has no link
 * @param maxLinkSpeed speed that the function could run at
 * @param maxLinkWidth lanes that the function could use
 */
public record PcieCapability(
    int offset,
    int maxPayloadBytes,
    boolean functionLevelReset,
    int linkSpeed,
    int linkWidth,
    int maxLinkSpeed,
    int maxLinkWidth) {

  private static final int LENGTH_BYTES = 20;

  private static final int DEVICE_CAPABILITIES = 0x04;
  private static final int DEVICE_CONTROL = 0x08;
  private static final int DEVICE_CONTROL_NON_FATAL_REPORTING = 1 << 1;
  private static final int DEVICE_CONTROL_FATAL_REPORTING = 1 << 2;
  private static final int DEVICE_CONTROL_INITIATE_FLR = 1 << 15;
  private static final int LINK_CAPABILITIES = 0x0c;
  private static final int LINK_STATUS = 0x12;

  /** The function's PCI Express capability, if it has one. */
  public static Optional<PcieCapability> find(ConfigSpace config) {
    return Capability.find(config, Capability.PCI_EXPRESS, LENGTH_BYTES)
        .map(c -> read(config, c.offset()));
  }

  private static PcieCapability read(ConfigSpace config, int offset) {
    int device = config.read32(offset + DEVICE_CAPABILITIES);
    int link = config.read32(offset + LINK_CAPABILITIES);
    int linkStatus = config.read16(offset + LINK_STATUS);
    return new PcieCapability(
        offset,
        128 << (device & 7),
        (device & 1 << 28) != 0,
        linkStatus & 0xf,
        linkStatus >>> 4 & 0x3f,
        link & 0xf,
        link >>> 4 & 0x3f);
  }

  /** Whether uncorrectable errors are reported upstream (section 6.2.5), to the root port. */
  public boolean reportsUncorrectableErrors(ConfigSpace config) {
    int both = DEVICE_CONTROL_NON_FATAL_REPORTING | DEVICE_CONTROL_FATAL_REPORTING;
    return (config.read16(offset + DEVICE_CONTROL) & both) == both;
  }

  /**
   * Starts a Function Level Reset (section 6.6.2), which a real function may take 100 ms for; it
   * must not be touched meanwhile.
   */
  public void initiateFunctionLevelReset(ConfigSpace config) {
    int control = config.read16(offset + DEVICE_CONTROL);
    config.write16(offset + DEVICE_CONTROL, control | DEVICE_CONTROL_INITIATE_FLR);
  }
}
