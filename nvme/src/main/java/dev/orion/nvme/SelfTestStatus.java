package dev.orion.nvme;

import dev.orion.nvme.spec.DeviceSelfTestLog;

/**
 * How a device self-test is doing: the Device Self-test log page (Base 5.16.1.7).
 *
 * @param operation the test that runs: 0 none, 1 short, 2 extended, Eh a vendor's
 * @param percentDone how much of it is done, 0 to 100; 0 if none runs
 * @param latestOperation the latest test that ended, 0 if none has
 * @param latestResult how it ended: 0 without error, 1 to 4 aborted, 5 to 7 failed, 8 aborted, 9
 *     aborted by a sanitize, Fh if there is none
 */
public record SelfTestStatus(
    int operation, int percentDone, int latestOperation, int latestResult) {

  /** {@link #latestResult}: no test has ended. */
  public static final int NO_RESULT = 0xf;

  /** What the log page says, whose newest result is the first. */
  static SelfTestStatus of(DeviceSelfTestLog log) {
    DeviceSelfTestLog.Result latest = log.entries().getFirst();
    return new SelfTestStatus(
        log.currentOperation(),
        Math.min(log.completionPercent(), 100),
        latest.code(),
        latest.result());
  }

  /** How the latest test ended, in words. */
  public String latestResultText() {
    return switch (latestResult) {
      case 0x0 -> "completed without error";
      case 0x1 -> "aborted by a Device Self-test command";
      case 0x2 -> "aborted by a Controller Level Reset";
      case 0x3 -> "aborted as a namespace was removed";
      case 0x4 -> "aborted by a Format NVM command";
      case 0x5 -> "a fatal or unknown test error occurred";
      case 0x6 -> "failed; which segment is not known";
      case 0x7 -> "one or more segments failed";
      case 0x8 -> "aborted for an unknown reason";
      case 0x9 -> "aborted by a sanitize operation";
      case NO_RESULT -> "no test has ended";
      default -> "reserved result %Xh".formatted(latestResult);
    };
  }
}
