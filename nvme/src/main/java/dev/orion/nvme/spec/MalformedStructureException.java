package dev.orion.nvme.spec;

import java.io.Serial;

/**
 * A page that a controller returned contradicts itself or the specification: a count for which it
 * has no room, a length less than its header, a list out of order. The message names the page and
 * the field.
 */
public final class MalformedStructureException extends IllegalArgumentException {
  @Serial private static final long serialVersionUID = 1L;

  /** With what is wrong with which field of which page. */
  public MalformedStructureException(String message) {
    super(message);
  }
}
