package dev.orion.nvme;

/**
 * How long a controller may take, and how often it is forgiven. A command that is late is aborted;
 * where that does not end it in time the controller is reset, then its PCI function, and then it is
 * given up. A controller that reports a fatal error is reset at once.
 *
 * @param commandNanos what an I/O command may take, found out within an eighth more; of admin
 *     commands their callers decide
 * @param abortNanos how long the end of an aborted command is waited for
 * @param resets how many resets in a row a controller gets: each within four times {@code
 *     commandNanos} of the one before
 * @param repetitions how often a command is done again that was aborted or lost in a reset, if it
 *     may be done twice; see {@link NvmeNamespace}
 */
public record RecoveryLimits(long commandNanos, long abortNanos, int resets, int repetitions) {

  /** 30 s for a command, 5 s for the end of an aborted one, 8 resets in a row, 4 repetitions. */
  public static final RecoveryLimits DEFAULT =
      new RecoveryLimits(30_000_000_000L, 5_000_000_000L, 8, 4);

  /** Commands may take as long as they do, and a controller that fails is given up at once. */
  public static final RecoveryLimits NONE = new RecoveryLimits(Long.MAX_VALUE, 0, 0, 0);

  /** Checks the numbers. */
  public RecoveryLimits {
    if (commandNanos <= 0 || abortNanos < 0 || resets < 0 || repetitions < 0) {
      throw new IllegalArgumentException(
          "a command needs time, and nothing else may be negative: %d, %d, %d, %d"
              .formatted(commandNanos, abortNanos, resets, repetitions));
    }
  }
}
