package dev.orion.qemutests.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orion.pci.PciAddress;
import dev.orion.pci.sysfs.DriverBinding;
import dev.orion.pci.sysfs.PciDevice;
import dev.orion.pci.sysfs.SystemFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** The guest's devices as its kernel sees them. */
final class GuestDevices {
  static final SystemFiles FILES = SystemFiles.ofThisMachine();
  static final DriverBinding BINDING = new DriverBinding(FILES);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private GuestDevices() {}

  static PciDevice device(PciAddress address) throws IOException {
    return PciDevice.read(FILES.pciDevices(), address);
  }

  /** The file of a controller's first namespace, which takes a moment to appear after binding. */
  static String disk(PciAddress address) throws Exception {
    return disk(address, 1);
  }

  /** The same of another namespace; the kernel adds and numbers them in any order. */
  static String disk(PciAddress address, int namespaceId) throws Exception {
    Instant deadline = Instant.now().plus(PATIENCE);
    while (true) {
      Optional<String> disk = diskNow(device(address), namespaceId);
      if (disk.isPresent() && Files.exists(Path.of(disk.get()))) {
        return disk.get();
      }
      assertThat(Instant.now())
          .as("%s shows its namespace %d", address, namespaceId)
          .isBefore(deadline);
      Thread.sleep(20); // udev and the kernel take their time
    }
  }

  private static Optional<String> diskNow(PciDevice device, int namespaceId) throws IOException {
    Path controllers = device.directory().resolve("nvme");
    if (!Files.isDirectory(controllers)) {
      return Optional.empty();
    }
    try (Stream<Path> below = Files.walk(controllers, 2)) {
      return below
          .filter(path -> isNamespace(path, namespaceId))
          .map(path -> "/dev/" + path.getFileName().toString().replaceFirst("c\\d+", ""))
          .findFirst();
    }
  }

  private static boolean isNamespace(Path path, int namespaceId) {
    try {
      return path.getFileName().toString().matches("nvme\\d+(c\\d+)?n\\d+")
          && Files.readString(path.resolve("nsid")).strip().equals("" + namespaceId);
    } catch (IOException e) {
      return false; // not there yet
    }
  }

  /** Runs a program, which must succeed. */
  static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s: %s", String.join(" ", command), output).isZero();
    return output;
  }
}
