package dev.orion.tools;

import java.io.IOException;
import java.io.Serial;

/** The reader of standard output has left: the command is to end without a word. */
final class BrokenPipeException extends IOException {
  /** What a shell reports of a process that SIGPIPE ended; the JVM ignores that signal. */
  static final int EXIT_CODE = 128 + 13;

  @Serial private static final long serialVersionUID = 1L;

  BrokenPipeException(Throwable cause) {
    super("nobody reads standard output any more", cause);
  }
}
