package dev.orion.tools.lab;

/** QEMU refused a QMP command. */
public final class QmpException extends LabException {
  private static final long serialVersionUID = 1L;

  private final String errorClass;

  QmpException(String command, String errorClass, String description) {
    super("QEMU refused " + command + ": " + description);
    this.errorClass = errorClass;
  }

  /** QMP's error class, such as {@code GenericError} or {@code DeviceNotFound}. */
  public String errorClass() {
    return errorClass;
  }
}
