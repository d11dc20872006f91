package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Zone Send Action of Zone Management Send (ZNS 3.4.3). */
public enum ZoneSendAction implements SpecValue {
  /** Close Zone. */
  CLOSE_ZONE(0x01, "Close Zone"),

  /** Finish Zone. */
  FINISH_ZONE(0x02, "Finish Zone"),

  /** Open Zone. */
  OPEN_ZONE(0x03, "Open Zone"),

  /** Reset Zone. */
  RESET_ZONE(0x04, "Reset Zone"),

  /** Offline Zone. */
  OFFLINE_ZONE(0x05, "Offline Zone"),

  /** Set Zone Descriptor Extension. */
  SET_ZONE_DESCRIPTOR_EXTENSION(0x10, "Set Zone Descriptor Extension"),

  /** Flush Explicit ZRWA Range. */
  FLUSH_ZRWA(0x11, "Flush Explicit ZRWA Range");

  private final int code;
  private final String specName;

  ZoneSendAction(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<ZoneSendAction> of(int code) {
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
