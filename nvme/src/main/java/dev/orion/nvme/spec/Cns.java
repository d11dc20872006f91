package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Controller or Namespace Structure: what Identify returns (Base 5.17.1). */
public enum Cns implements SpecValue {
  /** Identify Namespace. */
  NAMESPACE(0x00, "Identify Namespace"),

  /** Identify Controller. */
  CONTROLLER(0x01, "Identify Controller"),

  /** Active Namespace ID list. */
  ACTIVE_NAMESPACE_ID_LIST(0x02, "Active Namespace ID list"),

  /** Namespace Identification Descriptor list. */
  NAMESPACE_IDENTIFICATION_DESCRIPTORS(0x03, "Namespace Identification Descriptor list"),

  /** NVM Set List. */
  NVM_SET_LIST(0x04, "NVM Set List"),

  /** I/O Command Set specific Identify Namespace. */
  NAMESPACE_BY_CSI(0x05, "I/O Command Set specific Identify Namespace"),

  /** I/O Command Set specific Identify Controller. */
  CONTROLLER_BY_CSI(0x06, "I/O Command Set specific Identify Controller"),

  /** I/O Command Set specific Active Namespace ID list. */
  ACTIVE_NAMESPACE_ID_LIST_BY_CSI(0x07, "I/O Command Set specific Active Namespace ID list"),

  /** I/O Command Set Independent Identify Namespace. */
  NAMESPACE_INDEPENDENT(0x08, "I/O Command Set Independent Identify Namespace"),

  /** Identify Namespace for a User Data Format. */
  NAMESPACE_BY_FORMAT(0x09, "Identify Namespace for a User Data Format"),

  /** I/O Command Set specific Identify Namespace for a User Data Format. */
  NAMESPACE_BY_CSI_AND_FORMAT(
      0x0a, "I/O Command Set specific Identify Namespace for a User Data Format"),

  /** Allocated Namespace ID list. */
  ALLOCATED_NAMESPACE_ID_LIST(0x10, "Allocated Namespace ID list"),

  /** Identify Namespace for an Allocated Namespace ID. */
  ALLOCATED_NAMESPACE(0x11, "Identify Namespace for an Allocated Namespace ID"),

  /** Controller list of the controllers attached to a namespace. */
  ATTACHED_CONTROLLER_LIST(0x12, "Controller list of the controllers attached to a namespace"),

  /** Controller list. */
  CONTROLLER_LIST(0x13, "Controller list"),

  /** Primary Controller Capabilities. */
  PRIMARY_CONTROLLER_CAPABILITIES(0x14, "Primary Controller Capabilities"),

  /** Secondary Controller list. */
  SECONDARY_CONTROLLER_LIST(0x15, "Secondary Controller list"),

  /** Namespace Granularity List. */
  NAMESPACE_GRANULARITY_LIST(0x16, "Namespace Granularity List"),

  /** UUID List. */
  UUID_LIST(0x17, "UUID List"),

  /** Domain List. */
  DOMAIN_LIST(0x18, "Domain List"),

  /** Endurance Group List. */
  ENDURANCE_GROUP_LIST(0x19, "Endurance Group List"),

  /** I/O Command Set specific Allocated Namespace ID list. */
  ALLOCATED_NAMESPACE_ID_LIST_BY_CSI(0x1a, "I/O Command Set specific Allocated Namespace ID list"),

  /** I/O Command Set specific Identify Namespace for an Allocated Namespace ID. */
  ALLOCATED_NAMESPACE_BY_CSI(
      0x1b, "I/O Command Set specific Identify Namespace for an Allocated Namespace ID"),

  /** I/O Command Set data structure. */
  IO_COMMAND_SETS(0x1c, "I/O Command Set data structure");

  private final int code;
  private final String specName;

  Cns(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<Cns> of(int code) {
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
