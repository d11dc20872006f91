package dev.orion.tools.lab;

import dev.orion.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A lab as it was when it was started or found. To use its devices, take its {@link #lock}, connect
 * to its {@link #qtestSocket} and map its {@link #ramFile}: an offset in that file is a
 * guest-physical address. The object is immutable and may be shared between threads.
 */
public final class Lab {
  private static final String STOP = "orion lab stop";
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  /** So little room that a write of usual size does not fit. */
  private static final long FULL_BYTES = 1 << 20;

  private final LabRecord record;

  Lab(LabRecord record) {
    this.record = record;
  }

  LabRecord record() {
    return record;
  }

  /** Whether a lab's QEMU runs. */
  public enum State {
    /** QEMU runs. */
    RUNNING,
    /** The lab was stopped with its images kept. */
    STOPPED,
    /** QEMU should run, but has ended: it was killed, or the machine was started anew. */
    DEAD
  }

  /** The lab's name. */
  public String name() {
    return record.name();
  }

  /** Its devices. */
  public LabDefinition definition() {
    return record.definition();
  }

  /** When it was first started. */
  public Instant created() {
    return record.created();
  }

  /** The QEMU that runs it, or ran it last. */
  public QemuBinary qemu() {
    return record.qemu();
  }

  /** The process number of its QEMU; empty if it was stopped. */
  public OptionalLong pid() {
    QemuProcess process = record.process();
    return process == null ? OptionalLong.empty() : OptionalLong.of(process.pid());
  }

  /** The directory of the lab's files. */
  public Path directory() {
    return record.paths().directory();
  }

  /** The Unix socket of QEMU's qtest protocol. QEMU serves one client at a time. */
  public Path qtestSocket() {
    return record.paths().qtestSocket();
  }

  /** The Unix socket of QEMU's machine protocol. */
  public Path qmpSocket() {
    return record.paths().qmpSocket();
  }

  /** What QEMU has printed. */
  public Path log() {
    return record.paths().log();
  }

  /** The file that is the guest's RAM, to be mapped shared. */
  public Path ramFile() {
    return record.paths().ramFile();
  }

  /** The size of {@link #ramFile}. */
  public long ramBytes() {
    return record.definition().ramBytes();
  }

  /**
   * Where a device sits.
   *
   * @throws IllegalArgumentException if the lab has no such device
   */
  public PciAddress pciAddress(String deviceName) {
    return record.definition().pciAddress(deviceName);
  }

  /**
   * Looks whether the lab's QEMU process is there; another process with the same number is not
   * mistaken for it.
   */
  public State state() {
    QemuProcess process = record.process();
    if (process == null) {
      return State.STOPPED;
    }
    return process.isAlive() ? State.RUNNING : State.DEAD;
  }

  /** Whether the {@link #state} is {@link State#RUNNING}. */
  public boolean isRunning() {
    return state() == State.RUNNING;
  }

  /**
   * What keeps a lab that was running from doing its work, in words for the user and with what to
   * do: its QEMU has ended, or a disk that holds its images is full. Empty if nothing is known of.
   */
  public Optional<String> trouble() throws IOException {
    if (!isRunning()) {
      return Optional.of(
          "lab '%s' has died; start it again with: orion lab start %s".formatted(name(), name()));
    }
    for (Path images : LabFiles.imageDirectories(record)) {
      if (Files.getFileStore(images).getUsableSpace() < FULL_BYTES) {
        return Optional.of("the disk that holds the lab's images is full: make room in " + images);
      }
    }
    return Optional.empty();
  }

  /**
   * The lab and its state as JSON objects, with the stable keys of {@code orion lab status -o
   * json}.
   */
  public Map<String, Object> toJson() {
    Map<String, Object> json = LabJson.toMap(record);
    json.put("state", state().name().toLowerCase(Locale.ROOT));
    return json;
  }

  /**
   * Takes the lab for one client, at once. A second client, in this process or another, is refused.
   *
   * @param command the client's command, such as {@code orion bench}, for the message that others
   *     get meanwhile
   * @throws LabException if the lab is busy (the message says with whom) or does not run
   */
  public LabLock lock(String command) throws IOException {
    LabLock lock = acquireLock(command);
    if (isRunning()) {
      return lock;
    }
    lock.close();
    throw new LabException(
        "lab '" + name() + "' does not run; start it with: orion lab start " + name());
  }

  LabLock acquireLock(String command) throws IOException {
    return LabLock.acquire(Labs.lockFile(directory()), name(), command);
  }

  /** Connects to QEMU's machine protocol, with 10 s for each answer. */
  public Qmp connectQmp() throws IOException {
    return Qmp.connect(qmpSocket(), Duration.ofSeconds(10));
  }

  /**
   * Ends QEMU and deletes all files that the lab made, its images among them; existing images it
   * was given stay.
   *
   * @return the images that were deleted
   * @throws LabException if a client uses the lab
   */
  public List<Path> stop() throws IOException {
    try (LabLock _ = acquireLock(STOP)) {
      LabRecord current = endQemu();
      List<Path> images = LabFiles.ownImages(current);
      LabFiles.deleteAll(current);
      return images;
    }
  }

  /**
   * Ends QEMU and keeps the images, so that {@link Labs#start} can go on with them.
   *
   * @return the images that are kept
   * @throws LabException if a client uses the lab
   */
  public List<Path> stopAndKeepImages() throws IOException {
    try (LabLock _ = acquireLock(STOP)) {
      LabRecord current = endQemu();
      LabFiles.deleteRuntimeFiles(current.paths());
      current.withProcess(null).write();
      return LabFiles.ownImages(current);
    }
  }

  /**
   * Ends QEMU: by QMP's quit first, which flushes the images, then by signals, for a QEMU that
   * hangs.
   *
   * @return the lab's record as it is under the lock: others may have started it anew since this
   *     object was made
   */
  private LabRecord endQemu() throws IOException {
    LabRecord current = LabRecord.read(directory()).orElse(record);
    QemuProcess process = current.process();
    if (process != null && process.isAlive()) {
      try (Qmp qmp = Qmp.connect(current.paths().qmpSocket(), PATIENCE)) {
        qmp.execute("quit");
      } catch (IOException e) {
        // It does not answer, or was quicker to end than to answer: the signals come next in any
        // case.
      }
      if (!Waiting.until(PATIENCE, () -> !process.isAlive())) {
        process.kill(PATIENCE);
      }
    }
    return current;
  }
}
