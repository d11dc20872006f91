package dev.orion.tools.lab;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The labs that stay up between commands, each in a sub-directory of one directory. May be used by
 * several processes and threads at once.
 */
public final class Labs {
  static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,39}");
  private static final String START = "orion lab start";

  private final Path directory;
  private final Path sharedMemory;
  private final Path runtimeDirectory;

  /**
   * The labs in {@code directory}, which is created with the first of them.
   *
   * @param directory where the labs are
   * @param sharedMemory where guest RAM goes if there is room, usually {@code /dev/shm}
   * @param runtimeDirectory where sockets go whose path in {@code directory} would be too long
   */
  Labs(Path directory, Path sharedMemory, Path runtimeDirectory) {
    this.directory = directory.toAbsolutePath().normalize();
    this.sharedMemory = sharedMemory;
    this.runtimeDirectory = runtimeDirectory;
  }

  /** The labs in {@code directory}. */
  public static Labs in(Path directory) {
    return new Labs(directory, SHARED_MEMORY, LabPaths.TMP);
  }

  /**
   * The user's labs: in {@code ORION_LAB_DIR}, or {@code orion/labs} in {@code XDG_STATE_HOME}, or
   * {@code ~/.local/state/orion/labs}.
   */
  public static Labs fromEnvironment(Map<String, String> environment) {
    String explicit = environment.getOrDefault("ORION_LAB_DIR", "");
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    Path stateHome =
        state.isEmpty()
            ? Path.of(
                environment.getOrDefault("HOME", System.getProperty("user.home", "")),
                ".local/state")
            : Path.of(state);
    return new Labs(
        explicit.isEmpty() ? stateHome.resolve("orion/labs") : Path.of(explicit),
        SHARED_MEMORY,
        runtime.isEmpty() ? LabPaths.TMP : Path.of(runtime));
  }

  /** Where the labs are. */
  public Path directory() {
    return directory;
  }

  /**
   * Starts a lab and waits until QEMU answers. A lab of this name and definition that was stopped
   * or has died is started again with its images. A start that fails leaves nothing behind, except
   * those images.
   *
   * @param name letters, digits, {@code _} and {@code -}, at most 40
   * @throws IllegalArgumentException if the name is not such a one
   * @throws LabException if it runs already, or is there with another definition, or cannot be
   *     started
   */
  public Lab start(String name, LabDefinition definition, QemuBinary qemu) throws IOException {
    if (!Files.exists(Path.of("/proc/self/stat"))) {
      throw new LabException("labs need Linux: this system has no /proc");
    }
    requireNotRunning(find(name));
    createDirectory();
    Path labDirectory = directory.resolve(name);
    try (LabLock _ = LabLock.acquire(lockFile(labDirectory), name, START + " " + name)) {
      Optional<Lab> existing = find(name);
      requireNotRunning(existing);
      if (existing.isEmpty()) {
        return startNew(labDirectory, name, definition, qemu);
      }
      LabRecord record = existing.get().record();
      if (!definition.equals(record.definition())) {
        throw new LabException(
            ("lab '%s' is there with other devices; start it as it is with: %s %s, or delete it"
                    + " first with: orion lab stop %s")
                .formatted(name, START, name, name));
      }
      return startAgain(record, qemu);
    }
  }

  /**
   * Finds a lab, running or not.
   *
   * @throws LabException if its description cannot be read
   */
  public Optional<Lab> find(String name) throws IOException {
    return LabRecord.read(directory.resolve(checkName(name))).map(Lab::new);
  }

  /** All labs, running or not, by name. */
  public List<Lab> list() throws IOException {
    List<Path> directories;
    try (Stream<Path> entries = Files.list(directory)) {
      directories = entries.filter(Files::isDirectory).sorted().toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
    List<Lab> labs = new ArrayList<>();
    for (Path labDirectory : directories) {
      LabRecord.read(labDirectory).map(Lab::new).ifPresent(labs::add);
    }
    return labs;
  }

  private void createDirectory() throws LabException {
    try {
      Files.createDirectories(directory, LabFiles.OWNER_ONLY);
    } catch (IOException e) {
      String reason = e instanceof AccessDeniedException ? "permission denied" : e.getMessage();
      throw new LabException(
          "cannot create the directory of the labs, %s: %s; name another one in ORION_LAB_DIR"
              .formatted(directory, reason),
          e);
    }
  }

  private Lab startNew(Path labDirectory, String name, LabDefinition definition, QemuBinary qemu)
      throws IOException {
    if (Files.exists(labDirectory) && !isEmptyDirectory(labDirectory)) {
      throw new LabException(
          labDirectory + " is there but is not a lab; remove it or choose another name");
    }
    Files.createDirectories(labDirectory, LabFiles.OWNER_ONLY);
    LabPaths paths;
    try {
      paths =
          LabPaths.create(
              labDirectory, name, definition.ramBytes(), sharedMemory, runtimeDirectory);
    } catch (IOException e) {
      Files.delete(labDirectory);
      throw e;
    }
    LabRecord record = new LabRecord(name, Instant.now(), definition, qemu, paths, null);
    try {
      return new Lab(new LabStart(record).run(QemuLauncher::launchDetached));
    } catch (IOException | RuntimeException e) {
      try {
        LabFiles.deleteAll(record);
      } catch (IOException cleanup) {
        e.addSuppressed(cleanup);
      }
      throw e;
    }
  }

  private Lab startAgain(LabRecord dead, QemuBinary qemu) throws IOException {
    LabFiles.deleteRuntimeFiles(dead.paths());
    LabPaths paths =
        LabPaths.create(
            dead.paths().directory(),
            dead.name(),
            dead.definition().ramBytes(),
            sharedMemory,
            runtimeDirectory);
    LabRecord record =
        new LabRecord(dead.name(), dead.created(), dead.definition(), qemu, paths, null);
    try {
      return new Lab(new LabStart(record).run(QemuLauncher::launchDetached));
    } catch (IOException | RuntimeException e) {
      LabFiles.deleteRuntimeFiles(paths);
      record.write();
      throw e;
    }
  }

  private static void requireNotRunning(Optional<Lab> lab) throws LabException {
    if (lab.isPresent() && lab.get().isRunning()) {
      String name = lab.get().name();
      throw new LabException(
          "lab '%s' is running already (QEMU is process %d); look at it with: orion lab status %s, end it with: orion lab stop %s"
              .formatted(name, lab.get().pid().orElseThrow(), name, name));
    }
  }

  private static boolean isEmptyDirectory(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(path)) {
      return entries.findAny().isEmpty();
    }
  }

  /**
   * Beside the lab's directory, not in it: a lock file must not be deleted while someone may be
   * opening it.
   */
  static Path lockFile(Path labDirectory) {
    return labDirectory.resolveSibling(
        Objects.requireNonNull(labDirectory.getFileName()) + ".lock");
  }

  static String checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "lab name '"
              + name
              + "' is not 1 to 40 letters, digits, '_' and '-', beginning with a letter or digit");
    }
    return name;
  }
}
