package dev.orion.tools.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One start of a lab whose directory and record are there: makes its files, starts QEMU, waits
 * until it answers.
 */
final class LabStart {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int LOG_LINES = 3;

  private final LabRecord lab;

  LabStart(LabRecord lab) {
    this.lab = lab;
  }

  /**
   * Starts the lab.
   *
   * @return the lab's record, as it now stands in its file
   * @throws LabException if QEMU ends at once or does not answer; no process is left then, but
   *     files are
   */
  LabRecord run(QemuLauncher launcher) throws IOException {
    LabPaths paths = lab.paths();
    makeFiles(paths);
    List<String> command =
        new QemuCommandLine(lab.name(), lab.definition(), paths).arguments(lab.qemu());
    QemuProcess process = launcher.launch(command, paths.log()).orElseThrow(() -> qemuEnded(null));
    try {
      LabRecord running = lab.withProcess(process);
      running.write();
      awaitAnswer(process);
      return running;
    } catch (IOException | RuntimeException e) {
      process.kill(Duration.ZERO);
      throw e;
    }
  }

  private void makeFiles(LabPaths paths) throws IOException {
    try {
      lab.write();
      LabFiles.createImages(lab);
      LabFiles.writeFirmware(paths.firmware());
      GuestRam.allocate(paths.ramFile(), lab.definition().ramBytes());
    } catch (LabException e) {
      throw e;
    } catch (IOException e) {
      throw new LabException(
          "cannot write the files of lab '%s' to %s: %s; make room there or change its permissions"
              .formatted(lab.name(), paths.directory(), e.getMessage()),
          e);
    }
  }

  private void awaitAnswer(QemuProcess process) throws IOException {
    if (!Waiting.until(PATIENCE, () -> answers(process))) {
      throw new LabException(
          "QEMU did not answer within "
              + PATIENCE.toSeconds()
              + " s at the start of lab '"
              + lab.name()
              + "': "
              + logEnd());
    }
  }

  private boolean answers(QemuProcess process) throws LabException {
    // The socket is there before the devices are; QEMU greets when they all work, and ends if one
    // does not.
    try (Qmp qmp = Qmp.connect(lab.paths().qmpSocket(), PATIENCE)) {
      return !qmp.greeting().isEmpty();
    } catch (IOException e) {
      if (!process.isAlive()) {
        throw qemuEnded(e);
      }
      return false;
    }
  }

  private LabException qemuEnded(@Nullable Throwable cause) {
    return new LabException("QEMU cannot start lab '" + lab.name() + "': " + logEnd(), cause);
  }

  private String logEnd() {
    Path log = lab.paths().log();
    try {
      List<String> lines = Files.readString(log).lines().filter(line -> !line.isBlank()).toList();
      return lines.isEmpty()
          ? "it printed nothing"
          : lines.stream()
              .skip(Math.max(0, lines.size() - LOG_LINES))
              .collect(Collectors.joining("; "));
    } catch (IOException e) {
      return "(cannot read " + log + ": " + e.getMessage() + ")";
    }
  }
}
