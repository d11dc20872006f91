package dev.orion.nvme;

import java.io.IOException;
import java.io.Serial;

/** A command was not sent, because the controller says that it does not support it. */
public final class UnsupportedCommandException extends IOException {

  @Serial private static final long serialVersionUID = 1L;

  UnsupportedCommandException(String device, String what, String why) {
    super("%s does not support %s: %s".formatted(device, what, why));
  }
}
