package dev.orion.block;

import java.io.IOException;
import java.io.Serial;

/**
 * How a request failed. The kind is what layers decide by; the message names the device, the
 * command, and the device's own status by its specification's name. It has no stack trace: it is
 * made where a device's answer is read, which says nothing of who asked.
 */
public final class BlockException extends IOException {

  /** What a layer above can act on. */
  public enum Kind {
    /** The blocks cannot be read or written; others can. */
    MEDIA_ERROR,
    /** The device refuses to write. */
    WRITE_PROTECTED,
    /** No space is left behind the device. */
    NO_SPACE,
    /** A zone's state, limits or write pointer do not allow it. */
    ZONE_VIOLATION,
    /** The device does not know the command, or not these parameters. */
    REFUSED,
    /** The command was aborted and had no effect that can be told. */
    ABORTED,
    /** The device was reset before it answered: whether the command was done is not known. */
    RESET,
    /** Data arrived damaged, or protection information does not match. */
    DATA_CORRUPTED,
    /** The device is gone, or has failed as a whole. */
    DEVICE_GONE,
    /** Anything else. */
    IO_ERROR
  }

  @Serial private static final long serialVersionUID = 1L;

  private final Kind kind;

  /** With a message that names the device, the command and the reason. */
  public BlockException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  /** What a layer above can act on. */
  public Kind kind() {
    return kind;
  }

  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
