package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Zone Receive Action Specific Field of Report Zones: which zones to list (ZNS 3.4.2). */
public enum ZoneReportingOption implements SpecValue {
  /** List all zones. */
  ALL(0x00, "List all zones"),

  /** List the zones in the ZSE:Empty state. */
  EMPTY(0x01, "List the zones in the ZSE:Empty state"),

  /** List the zones in the ZSIO:Implicitly Opened state. */
  IMPLICITLY_OPENED(0x02, "List the zones in the ZSIO:Implicitly Opened state"),

  /** List the zones in the ZSEO:Explicitly Opened state. */
  EXPLICITLY_OPENED(0x03, "List the zones in the ZSEO:Explicitly Opened state"),

  /** List the zones in the ZSC:Closed state. */
  CLOSED(0x04, "List the zones in the ZSC:Closed state"),

  /** List the zones in the ZSF:Full state. */
  FULL(0x05, "List the zones in the ZSF:Full state"),

  /** List the zones in the ZSRO:Read Only state. */
  READ_ONLY(0x06, "List the zones in the ZSRO:Read Only state"),

  /** List the zones in the ZSO:Offline state. */
  OFFLINE(0x07, "List the zones in the ZSO:Offline state");

  private final int code;
  private final String specName;

  ZoneReportingOption(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<ZoneReportingOption> of(int code) {
    return Arrays.stream(values()).filter(value -> value.code == code).findFirst();
  }

  @Override
  public int code() {
    return code;
  }

  @Override
  public String specName() {
    return specName;
  }
}
