package dev.orion.nvme;

import dev.orion.nvme.spec.Status;
import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A controller refused a command, failed, or went away. */
public final class NvmeException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  private final transient @Nullable Status status;

  /** The controller failed, or went away, or sent what no controller may. */
  public NvmeException(String message) {
    super(message);
    this.status = null;
  }

  /** The controller ended a command with an error. */
  NvmeException(String device, String command, Status status) {
    super("%s: %s failed: %s".formatted(device, command, status));
    this.status = status;
  }

  /** The status of the command, or null if it never got one. */
  public @Nullable Status status() {
    return status;
  }
}
