package dev.orion.pci;

import java.io.Serial;

/** No DMA memory is left for an allocation. */
public final class DmaExhaustedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  /** With a message that says what was asked for, what there is, and how to get more. */
  public DmaExhaustedException(String message) {
    super(message);
  }

  /** With what kept the memory from growing. */
  public DmaExhaustedException(String message, Throwable cause) {
    super(message, cause);
  }
}
