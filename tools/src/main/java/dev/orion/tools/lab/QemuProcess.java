package dev.orion.tools.lab;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A process as one can still recognise it later: its number may have gone to another one since, or
 * the machine may have been started anew.
 *
 * @param pid the process number
 * @param startTicks when it started, in clock ticks since boot (field 22 of proc(5)'s {@code stat})
 * @param bootId the boot in which that was
 */
record QemuProcess(long pid, long startTicks, String bootId) {
  /** Index in {@code /proc/PID/stat} after the command, which is the last thing in parentheses. */
  private static final int STATE = 0;

  private static final int START_TICKS = 19;

  /** The process that has this number now; empty if there is none, or it has ended. */
  static Optional<QemuProcess> of(long pid) {
    return stat(pid)
        .map(stat -> new QemuProcess(pid, Long.parseLong(stat[START_TICKS]), currentBootId()));
  }

  /**
   * Whether this very process still runs; one that has ended and was not waited for (a zombie) does
   * not.
   */
  boolean isAlive() {
    return stat(pid)
        .filter(
            stat ->
                Long.parseLong(stat[START_TICKS]) == startTicks && bootId.equals(currentBootId()))
        .isPresent();
  }

  /**
   * Ends the process: SIGTERM, then SIGKILL after {@code patience}. Does nothing if it has ended.
   */
  void kill(Duration patience) throws LabException, InterruptedIOException {
    handle().ifPresent(ProcessHandle::destroy);
    if (!Waiting.until(patience, () -> !isAlive())) {
      handle().ifPresent(ProcessHandle::destroyForcibly);
      if (!Waiting.until(Duration.ofSeconds(10), () -> !isAlive())) {
        throw new LabException(
            "QEMU process " + pid + " survives SIGKILL; it hangs in the kernel, see /proc/" + pid);
      }
    }
  }

  private Optional<ProcessHandle> handle() {
    return isAlive() ? ProcessHandle.of(pid) : Optional.empty();
  }

  private static Optional<String[]> stat(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return Optional.of(fields).filter(f -> !"ZXx".contains(f[STATE]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String currentBootId() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
