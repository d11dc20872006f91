package dev.orion.nvme.spec;

/**
 * Command Dwords of the Zoned Namespace Command Set (ZNS 3.4). Zone Append takes {@link
 * NvmCommand#cdw12} and returns the LBA it wrote in {@link CompletionQueueEntry#dword0And1}.
 */
public final class ZonedCommand {
  /**
   * CDW12 of Zone Append: Protection Information Remap, which turns the reference tags into those
   * of the blocks that were assigned.
   */
  public static final int PIREMAP = 1 << 25;

  private ZonedCommand() {}

  /**
   * Zone Management Send (ZNS 3.4.3), CDW13; CDW10 and 11 are the zone's first LBA.
   *
   * @param selectAll act on all zones; the first LBA is ignored
   * @param zsaso Zone Send Action Specific Option: for Open Zone, allocate a Zone Random Write Area
   */
  public static int zoneManagementSendCdw13(ZoneSendAction zsa, boolean selectAll, boolean zsaso) {
    return zsa.code() | Bits.bit(selectAll, 8) | Bits.bit(zsaso, 9);
  }

  /** Zone Management Receive (ZNS 3.4.2), CDW12: Number of Dwords to transfer. */
  public static int zoneManagementReceiveCdw12(int numdZeroBased) {
    return numdZeroBased;
  }

  /**
   * Zone Management Receive (ZNS 3.4.2), CDW13; CDW10 and 11 are the LBA of the first zone to
   * report.
   *
   * @param partial Partial Report: Number of Zones counts the descriptors returned, not all that
   *     match
   */
  public static int zoneManagementReceiveCdw13(
      ZoneReceiveAction zra, ZoneReportingOption option, boolean partial) {
    return zra.code() | option.code() << 8 | Bits.bit(partial, 16);
  }
}
