package dev.orion.pci.vfiouser;

import dev.orion.nativebindings.Errno;
import java.io.IOException;

/** The server's refusal of a command; the connection goes on. */
final class RefusedException extends IOException {
  private static final long serialVersionUID = 1;

  RefusedException(String server, VfioUserCommand command, int errno) {
    super("%s refuses %s: %s".formatted(server, command, Errno.description(errno)));
  }
}
