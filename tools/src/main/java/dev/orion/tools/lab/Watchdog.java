package dev.orion.tools.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Sees to it that a QEMU process and its files go when this JVM goes, in whatever way it does.
 *
 * <p>It is a shell, parent of QEMU, that reads from a pipe whose other end only this JVM holds.
 * When the pipe ends, because {@link #close} closed it or because the kernel did after the JVM
 * died, it kills QEMU and deletes the files. Should the shell be killed itself, the kernel kills
 * QEMU: {@code setpriv --pdeathsig} asks for that. The shell has one thread only; from Java it
 * would mean the death of the thread that started QEMU, not of the JVM.
 */
final class Watchdog implements QemuLauncher, AutoCloseable {
  private static final long PATIENCE_SECONDS = 20;

  /**
   * Its input: the log file's path, then QEMU's command, a line each, then an empty line, then
   * nothing until the end. Its output: QEMU's process number. Its arguments: the files to delete.
   */
  private static final String SCRIPT =
      """
      trap '' HUP INT TERM
      launch() {
        set -- setpriv --pdeathsig KILL --
        while :; do
          IFS= read -r word || return 1
          [ -n "$word" ] || break
          set -- "$@" "$word"
        done
        "$@" </dev/null >"$log" 2>&1 &
        echo $!
      }
      if IFS= read -r log && launch; then
        read -r nothing
        kill -KILL $!
        wait
      fi
      rm -rf -- "$@"
      """;

  private final Process shell;

  private Watchdog(Process shell) {
    this.shell = shell;
  }

  /**
   * Starts watching.
   *
   * @param filesToDelete what to delete in the end, directories with all they hold; need not exist
   *     yet
   */
  static Watchdog start(List<Path> filesToDelete) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("setsid", "/bin/sh", "-c", SCRIPT, "orion-lab-watchdog"));
    filesToDelete.forEach(file -> command.add(file.toString()));
    return new Watchdog(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
  }

  @Override
  public Optional<QemuProcess> launch(List<String> command, Path log) throws IOException {
    Writer toShell = shell.outputWriter(StandardCharsets.UTF_8);
    toShell.write(log + "\n" + String.join("\n", command) + "\n\n");
    toShell.flush();
    BufferedReader fromShell = shell.inputReader(StandardCharsets.UTF_8);
    String pid = fromShell.readLine();
    if (pid == null) {
      throw new LabException(
          "the watchdog of the lab ended before it started QEMU; are setpriv and sh installed?");
    }
    return QemuProcess.of(Long.parseLong(pid));
  }

  /** The shell, for tests that end it. */
  ProcessHandle shell() {
    return shell.toHandle();
  }

  /** Kills QEMU, deletes the files, and returns when that is done. */
  @Override
  public void close() throws IOException {
    shell.getOutputStream().close();
    try {
      if (!shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new LabException(
            "process "
                + shell.pid()
                + ", which deletes the lab's files, has not ended after "
                + PATIENCE_SECONDS
                + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while the lab was deleted");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
