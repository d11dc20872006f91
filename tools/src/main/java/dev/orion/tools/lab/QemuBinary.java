package dev.orion.tools.lab;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The QEMU that labs run.
 *
 * @param path absolute path of the program
 * @param version its version, such as {@code 7.2.22}
 */
public record QemuBinary(Path path, String version) {
  private static final String PROGRAM = "qemu-system-x86_64";

  /**
   * The first with JSON {@code -device}, NVMe subsystems and doorbell buffers as the labs use them.
   */
  private static final int MINIMUM_MAJOR = 7;

  private static final long PATIENCE_SECONDS = 20;

  private static final Pattern VERSION =
      Pattern.compile("QEMU emulator version ((\\d+)\\.\\d+(?:\\.\\d+)?)");
  private static final String OTHER = "name another one with --qemu PATH or ORION_QEMU";

  /**
   * Finds QEMU and checks its version.
   *
   * @param explicit the path the user gave, or null to look into {@code ORION_QEMU} and then {@code
   *     PATH}
   * @param environment the environment variables
   * @throws LabException if there is none, it does not run, or is older than 7.0
   */
  public static QemuBinary find(@Nullable Path explicit, Map<String, String> environment)
      throws LabException {
    String fromEnvironment = environment.getOrDefault("ORION_QEMU", "");
    if (explicit != null) {
      return check(explicit, "--qemu");
    }
    if (!fromEnvironment.isEmpty()) {
      return check(Path.of(fromEnvironment), "ORION_QEMU");
    }
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path candidate = Path.of(directory, PROGRAM);
      if (Files.isExecutable(candidate)) {
        return check(candidate, "PATH");
      }
    }
    throw new LabException(
        PROGRAM
            + " is not installed; on Debian and Ubuntu: apt-get install qemu-system-x86, or "
            + OTHER);
  }

  private static QemuBinary check(Path path, String source) throws LabException {
    if (!Files.isRegularFile(path) || !Files.isExecutable(path)) {
      throw new LabException(
          "no QEMU at "
              + path
              + " (from "
              + source
              + "): not an executable file; "
              + OTHER
              + ", or apt-get install qemu-system-x86");
    }
    Path absolute = path.toAbsolutePath().normalize();
    String answer = versionAnswer(absolute);
    Matcher matcher = VERSION.matcher(answer);
    if (!matcher.find()) {
      throw new LabException(
          absolute
              + " is not QEMU: --version answers '"
              + answer.lines().findFirst().orElse("")
              + "'; "
              + OTHER);
    }
    if (Integer.parseInt(matcher.group(2)) < MINIMUM_MAJOR) {
      throw new LabException(
          "QEMU "
              + matcher.group(1)
              + " at "
              + absolute
              + " is too old: a lab needs "
              + MINIMUM_MAJOR
              + ".0 or later; install a newer qemu-system-x86 (Debian 12 has 7.2), or "
              + OTHER);
    }
    return new QemuBinary(absolute, matcher.group(1));
  }

  private static String versionAnswer(Path program) throws LabException {
    try {
      Process process =
          new ProcessBuilder(program.toString(), "--version")
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"))
              .start();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new LabException(
            program + " --version did not end within " + PATIENCE_SECONDS + " s; " + OTHER);
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LabException("interrupted while asking " + program + " for its version", e);
    } catch (LabException e) {
      throw e;
    } catch (IOException e) {
      throw new LabException("cannot run " + program + ": " + e.getMessage() + "; " + OTHER, e);
    }
  }
}
