package dev.orion.nvme;

import dev.orion.nvme.spec.SanitizeAction;

/**
 * How a subsystem is to be sanitized (Base 5.24).
 *
 * @param action how it is erased
 * @param unrestrictedExit whether a failure may be left without another sanitize (AUSE)
 * @param noDeallocate whether the blocks stay allocated, so that what is in them can be read
 * @param passes of an overwrite, 1 to 16; else 0
 * @param pattern of an overwrite
 * @param invertPattern whether an overwrite inverts the pattern from pass to pass
 */
public record SanitizeOptions(
    SanitizeAction action,
    boolean unrestrictedExit,
    boolean noDeallocate,
    int passes,
    int pattern,
    boolean invertPattern) {

  /** Throws {@link IllegalArgumentException} if what is for overwrites is there without one. */
  public SanitizeOptions {
    if (action == SanitizeAction.OVERWRITE) {
      if (passes < 1 || passes > 16) {
        throw new IllegalArgumentException(passes + " overwrite passes, must be 1 to 16");
      }
    } else if (passes != 0 || pattern != 0 || invertPattern) {
      throw new IllegalArgumentException(
          "passes, a pattern and its inversion are for Overwrite, not for " + action.specName());
    }
  }

  /** An action; an overwrite in one pass of zeroes. */
  public static SanitizeOptions of(SanitizeAction action) {
    return new SanitizeOptions(
        action, false, false, action == SanitizeAction.OVERWRITE ? 1 : 0, 0, false);
  }

  /** An overwrite with a pattern. */
  public static SanitizeOptions overwrite(int passes, int pattern, boolean invertPattern) {
    return new SanitizeOptions(
        SanitizeAction.OVERWRITE, false, false, passes, pattern, invertPattern);
  }

  /** So that a failure may be left without another sanitize. */
  public SanitizeOptions withUnrestrictedExit() {
    return new SanitizeOptions(action, true, noDeallocate, passes, pattern, invertPattern);
  }

  /** So that the blocks stay allocated. */
  public SanitizeOptions withoutDeallocation() {
    return new SanitizeOptions(action, unrestrictedExit, true, passes, pattern, invertPattern);
  }
}
