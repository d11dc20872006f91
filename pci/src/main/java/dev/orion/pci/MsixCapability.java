package dev.orion.pci;

import java.util.Optional;

/**
 * The MSI-X capability (PCI Express Base Specification, section 7.7.2).
 *
 * @param offset where it stands in configuration space
 * @param vectorCount entries of the vector table, 1 to 2048
 * @param tableBar the BAR that holds the vector table
 * @param tableOffsetBytes where in that BAR it starts
 * @param pendingBar the BAR that holds the pending bits
 * @param pendingOffsetBytes where in that BAR they start
 */
public record MsixCapability(
    int offset,
    int vectorCount,
    int tableBar,
    long tableOffsetBytes,
    int pendingBar,
    long pendingOffsetBytes) {

  private static final int LENGTH_BYTES = 12;

  /** Length of an entry of the vector table: address, data, vector control. */
  public static final int ENTRY_BYTES = 16;

  /** Offset of Message Data in a vector table entry. */
  public static final int ENTRY_DATA = 8;

  /** Offset of Vector Control, whose bit 0 masks the vector, in a vector table entry. */
  public static final int ENTRY_VECTOR_CONTROL = 12;

  /** Vector Control: the vector is held back. */
  public static final int MASKED = 1;

  private static final int MESSAGE_CONTROL = 2;
  private static final int MESSAGE_CONTROL_ENABLE = 1 << 15;
  private static final int MESSAGE_CONTROL_FUNCTION_MASK = 1 << 14;

  /** The function's MSI-X capability, if it has one. */
  public static Optional<MsixCapability> find(ConfigSpace config) {
    return Capability.find(config, Capability.MSI_X, LENGTH_BYTES)
        .map(c -> read(config, c.offset()));
  }

  private static MsixCapability read(ConfigSpace config, int offset) {
    int table = config.read32(offset + 4);
    int pending = config.read32(offset + 8);
    return new MsixCapability(
        offset,
        (config.read16(offset + MESSAGE_CONTROL) & 0x7ff) + 1,
        table & 7,
        table & ~7L & 0xffff_ffffL,
        pending & 7,
        pending & ~7L & 0xffff_ffffL);
  }

  /** Turns MSI-X on or off for the whole function. */
  public void setEnabled(ConfigSpace config, boolean enabled) {
    int control = config.read16(offset + MESSAGE_CONTROL);
    control &= ~(MESSAGE_CONTROL_ENABLE | MESSAGE_CONTROL_FUNCTION_MASK);
    config.write16(offset + MESSAGE_CONTROL, enabled ? control | MESSAGE_CONTROL_ENABLE : control);
  }
}
