package dev.orion.tools.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a lab's {@code lab.json} says.
 *
 * @param name the lab's name
 * @param created when the lab was first started
 * @param definition its devices
 * @param qemu the QEMU that ran it last
 * @param paths its files
 * @param process its QEMU process, or null if none was started since the lab was stopped
 */
record LabRecord(
    String name,
    Instant created,
    LabDefinition definition,
    QemuBinary qemu,
    LabPaths paths,
    @Nullable QemuProcess process) {

  LabRecord withProcess(@Nullable QemuProcess newProcess) {
    return new LabRecord(name, created, definition, qemu, paths, newProcess);
  }

  /** Writes {@code lab.json} whole or not at all. */
  void write() throws IOException {
    Path temporary = paths.directory().resolve("lab.json.new");
    String json =
        JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(LabJson.toMap(this)) + "\n";
    try {
      Files.writeString(temporary, json);
      Files.move(temporary, paths.record(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary); // It is there only if that failed.
    }
  }

  /** Reads the record of the lab in {@code directory}; empty if there is no {@code lab.json}. */
  static Optional<LabRecord> read(Path directory) throws IOException {
    Path file = directory.resolve("lab.json");
    String json;
    try {
      json = Files.readString(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(LabJson.fromMap(JSON.std.mapFrom(json)));
    } catch (IOException | RuntimeException e) {
      throw new LabException(
          file
              + " is not a lab's description ("
              + e.getMessage()
              + "); remove "
              + directory
              + " and start the lab anew",
          e);
    }
  }
}
