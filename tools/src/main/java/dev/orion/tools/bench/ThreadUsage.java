package dev.orion.tools.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a thread took from the kernel, as {@code /proc} tells it (proc_pid_stat(5)); all 0 where
 * there is no {@code /proc}.
 *
 * @param userMillis CPU time in user mode, in steps of 10 ms
 * @param systemMillis CPU time in the kernel, in steps of 10 ms
 * @param contextSwitches voluntary and other context switches
 * @param majorFaults page faults that needed I/O
 * @param minorFaults page faults that did not
 */
public record ThreadUsage(
    long userMillis, long systemMillis, long contextSwitches, long majorFaults, long minorFaults) {

  /** Nothing. */
  static final ThreadUsage ZERO = new ThreadUsage(0, 0, 0, 0, 0);

  private static final Path PROC = Path.of("/proc/thread-self");

  /** USER_HZ is 100 on every architecture that Java runs on. */
  private static final long MILLIS_PER_TICK = 10;

  /** Fields of {@code stat} counted from the one after the command's closing parenthesis. */
  private static final int STAT_MINOR_FAULTS = 7;

  private static final int STAT_MAJOR_FAULTS = 9;
  private static final int STAT_USER_TICKS = 11;
  private static final int STAT_SYSTEM_TICKS = 12;

  /** The calling thread's, since it began. */
  static ThreadUsage ofCurrentThread() {
    try {
      String stat = Files.readString(PROC.resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return new ThreadUsage(
          Long.parseLong(fields[STAT_USER_TICKS]) * MILLIS_PER_TICK,
          Long.parseLong(fields[STAT_SYSTEM_TICKS]) * MILLIS_PER_TICK,
          contextSwitches(Files.readAllLines(PROC.resolve("status"))),
          Long.parseLong(fields[STAT_MAJOR_FAULTS]),
          Long.parseLong(fields[STAT_MINOR_FAULTS]));
    } catch (IOException e) {
      return ZERO;
    }
  }

  /** What was taken between an earlier look and this one. */
  ThreadUsage minus(ThreadUsage earlier) {
    return new ThreadUsage(
        userMillis - earlier.userMillis,
        systemMillis - earlier.systemMillis,
        contextSwitches - earlier.contextSwitches,
        majorFaults - earlier.majorFaults,
        minorFaults - earlier.minorFaults);
  }

  /** Both together. */
  ThreadUsage plus(ThreadUsage other) {
    return new ThreadUsage(
        userMillis + other.userMillis,
        systemMillis + other.systemMillis,
        contextSwitches + other.contextSwitches,
        majorFaults + other.majorFaults,
        minorFaults + other.minorFaults);
  }

  private static long contextSwitches(List<String> statusLines) {
    return statusLines.stream()
        .filter(line -> line.contains("voluntary_ctxt_switches:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
        .sum();
  }
}
