package dev.orion.tools.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * A lab that lives as long as its owner: {@link #close} ends it and deletes all it made, and so
 * does the end of this JVM, even by SIGKILL. Its data is not flushed on the way out.
 */
public final class EphemeralLab implements AutoCloseable {
  private static final String NAME = "lab";

  private final Lab lab;
  private final Watchdog watchdog;

  private EphemeralLab(Lab lab, Watchdog watchdog) {
    this.lab = lab;
    this.watchdog = watchdog;
  }

  /**
   * Starts a lab in a new temporary directory and waits until QEMU answers.
   *
   * @throws LabException if it cannot be started; nothing is left then
   */
  public static EphemeralLab start(LabDefinition definition, QemuBinary qemu) throws IOException {
    Path temporary = Files.createTempDirectory("orion-lab-");
    Path directory = Files.createDirectory(temporary.resolve(NAME));
    LabPaths paths;
    try {
      paths =
          LabPaths.create(directory, NAME, definition.ramBytes(), Labs.SHARED_MEMORY, LabPaths.TMP);
    } catch (IOException e) {
      Files.delete(directory);
      Files.delete(temporary);
      throw e;
    }
    Watchdog watchdog =
        Watchdog.start(List.of(temporary, paths.socketDirectory(), paths.ramFile()));
    try {
      LabRecord record = new LabRecord(NAME, Instant.now(), definition, qemu, paths, null);
      return new EphemeralLab(new Lab(new LabStart(record).run(watchdog)), watchdog);
    } catch (IOException | RuntimeException e) {
      watchdog.close();
      throw e;
    }
  }

  /** The lab, running. Do not {@linkplain Lab#stop stop} it; close this instead. */
  public Lab lab() {
    return lab;
  }

  /** The process that ends the lab, for tests that end it. */
  ProcessHandle watchdog() {
    return watchdog.shell();
  }

  /** Kills QEMU and deletes the lab's files. Closing again does nothing. */
  @Override
  public void close() throws IOException {
    watchdog.close();
  }
}
