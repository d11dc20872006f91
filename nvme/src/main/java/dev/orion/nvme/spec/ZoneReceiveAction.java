package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Zone Receive Action of Zone Management Receive (ZNS 3.4.2). */
public enum ZoneReceiveAction implements SpecValue {
  /** Report Zones. */
  REPORT_ZONES(0x00, "Report Zones"),

  /** Extended Report Zones. */
  EXTENDED_REPORT_ZONES(0x01, "Extended Report Zones");

  private final int code;
  private final String specName;

  ZoneReceiveAction(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<ZoneReceiveAction> of(int code) {
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
