package dev.orion.tools.lab;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A lab could not be started, found, stopped or talked to. The message is one line for the user:
 * what is wrong, with which lab or file, and what to do next.
 */
public class LabException extends IOException {
  private static final long serialVersionUID = 1L;

  public LabException(String message) {
    super(message);
  }

  public LabException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
