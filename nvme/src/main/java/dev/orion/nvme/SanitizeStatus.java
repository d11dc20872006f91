package dev.orion.nvme;

import dev.orion.nvme.spec.SanitizeStatusLog;
import java.util.OptionalLong;

/**
 * How the latest sanitize operation of a subsystem is doing: the Sanitize Status log page (Base
 * 5.16.1.25).
 *
 * @param state how far it is
 * @param progress65536 how much of it is done, in 65536ths; 65535 if it does not run
 * @param passes overwrite passes that are done
 * @param globalDataErased whether nothing was written since the last sanitize that succeeded, or
 *     ever
 * @param estimatedSeconds how long it takes by the controller's estimate, empty if it has none
 */
public record SanitizeStatus(
    State state,
    int progress65536,
    int passes,
    boolean globalDataErased,
    OptionalLong estimatedSeconds) {

  private static final int OVERWRITE = 3;
  private static final int BLOCK_ERASE = 2;
  private static final int CRYPTO_ERASE = 4;
  private static final int NO_DEALLOCATE = 1 << 9;

  /** How far a sanitize operation is. */
  public enum State {
    /** There was none. */
    NEVER,

    /** It succeeded. */
    COMPLETED,

    /** It runs. */
    IN_PROGRESS,

    /** It failed: see {@link Sanitize#exitFailureMode}. */
    FAILED,

    /** It succeeded, and deallocated blocks although that was not wanted. */
    COMPLETED_AND_DEALLOCATED,

    /** The controller reports a state that no specification knows. */
    RESERVED
  }

  /** What the log page says. */
  static SanitizeStatus of(SanitizeStatusLog log) {
    return new SanitizeStatus(
        state(log.status()),
        log.progress(),
        log.completedPasses(),
        log.isGlobalDataErased(),
        estimate(log, log.scdw10()));
  }

  private static State state(int code) {
    return switch (code) {
      case 0 -> State.NEVER;
      case 1 -> State.COMPLETED;
      case 2 -> State.IN_PROGRESS;
      case 3 -> State.FAILED;
      case 4 -> State.COMPLETED_AND_DEALLOCATED;
      default -> State.RESERVED;
    };
  }

  /**
   * @param scdw10 Command Dword 10 of the Sanitize command
   */
  private static OptionalLong estimate(SanitizeStatusLog log, int scdw10) {
    boolean deallocates = (scdw10 & NO_DEALLOCATE) == 0;
    return switch (scdw10 & 0b111) {
      case OVERWRITE -> deallocates ? log.overwriteSeconds() : log.overwriteSecondsNoDeallocate();
      case BLOCK_ERASE ->
          deallocates ? log.blockEraseSeconds() : log.blockEraseSecondsNoDeallocate();
      case CRYPTO_ERASE ->
          deallocates ? log.cryptoEraseSeconds() : log.cryptoEraseSecondsNoDeallocate();
      default -> OptionalLong.empty();
    };
  }

  /** How much is done, 0 to 100. */
  public int percentDone() {
    return state == State.IN_PROGRESS ? progress65536 * 100 / 65536 : 100;
  }

  /** How long it will still take by the controller's estimate, empty if it has none. */
  public OptionalLong secondsLeft() {
    if (state != State.IN_PROGRESS) {
      return OptionalLong.of(0);
    }
    return estimatedSeconds.isEmpty()
        ? estimatedSeconds
        : OptionalLong.of(estimatedSeconds.getAsLong() * (65536 - progress65536) / 65536);
  }
}
