package dev.orion.nvme.spec;

import java.util.Arrays;
import java.util.Optional;

/** Opcodes of the Admin Command Set (Base 5; NVM 4 and ZNS 4 for the command set specific ones). */
public enum AdminOpcode implements SpecValue {
  /** Delete I/O Submission Queue. */
  DELETE_IO_SUBMISSION_QUEUE(0x00, "Delete I/O Submission Queue"),

  /** Create I/O Submission Queue. */
  CREATE_IO_SUBMISSION_QUEUE(0x01, "Create I/O Submission Queue"),

  /** Get Log Page. */
  GET_LOG_PAGE(0x02, "Get Log Page"),

  /** Delete I/O Completion Queue. */
  DELETE_IO_COMPLETION_QUEUE(0x04, "Delete I/O Completion Queue"),

  /** Create I/O Completion Queue. */
  CREATE_IO_COMPLETION_QUEUE(0x05, "Create I/O Completion Queue"),

  /** Identify. */
  IDENTIFY(0x06, "Identify"),

  /** Abort. */
  ABORT(0x08, "Abort"),

  /** Set Features. */
  SET_FEATURES(0x09, "Set Features"),

  /** Get Features. */
  GET_FEATURES(0x0a, "Get Features"),

  /** Asynchronous Event Request. */
  ASYNCHRONOUS_EVENT_REQUEST(0x0c, "Asynchronous Event Request"),

  /** Namespace Management. */
  NAMESPACE_MANAGEMENT(0x0d, "Namespace Management"),

  /** Firmware Commit. */
  FIRMWARE_COMMIT(0x10, "Firmware Commit"),

  /** Firmware Image Download. */
  FIRMWARE_IMAGE_DOWNLOAD(0x11, "Firmware Image Download"),

  /** Device Self-test. */
  DEVICE_SELF_TEST(0x14, "Device Self-test"),

  /** Namespace Attachment. */
  NAMESPACE_ATTACHMENT(0x15, "Namespace Attachment"),

  /** Keep Alive. */
  KEEP_ALIVE(0x18, "Keep Alive"),

  /** Directive Send. */
  DIRECTIVE_SEND(0x19, "Directive Send"),

  /** Directive Receive. */
  DIRECTIVE_RECEIVE(0x1a, "Directive Receive"),

  /** Virtualization Management. */
  VIRTUALIZATION_MANAGEMENT(0x1c, "Virtualization Management"),

  /** NVMe-MI Send. */
  NVME_MI_SEND(0x1d, "NVMe-MI Send"),

  /** NVMe-MI Receive. */
  NVME_MI_RECEIVE(0x1e, "NVMe-MI Receive"),

  /** Capacity Management. */
  CAPACITY_MANAGEMENT(0x20, "Capacity Management"),

  /** Lockdown. */
  LOCKDOWN(0x24, "Lockdown"),

  /** Doorbell Buffer Config. */
  DOORBELL_BUFFER_CONFIG(0x7c, "Doorbell Buffer Config"),

  /** Fabrics Commands. */
  FABRICS_COMMANDS(0x7f, "Fabrics Commands"),

  /** Format NVM. */
  FORMAT_NVM(0x80, "Format NVM"),

  /** Security Send. */
  SECURITY_SEND(0x81, "Security Send"),

  /** Security Receive. */
  SECURITY_RECEIVE(0x82, "Security Receive"),

  /** Sanitize. */
  SANITIZE(0x84, "Sanitize"),

  /** Get LBA Status. */
  GET_LBA_STATUS(0x86, "Get LBA Status");

  private final int code;
  private final String specName;

  AdminOpcode(int code, String specName) {
    this.code = code;
    this.specName = specName;
  }

  /** The value with this code, or empty if the specification defines none. */
  public static Optional<AdminOpcode> of(int code) {
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
