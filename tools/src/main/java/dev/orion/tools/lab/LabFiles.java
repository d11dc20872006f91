package dev.orion.tools.lab;

import dev.orion.tools.lab.LabNamespace.ExistingImage;
import dev.orion.tools.lab.LabNamespace.NullDevice;
import dev.orion.tools.lab.LabNamespace.OwnImage;
import dev.orion.tools.text.ByteSize;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** Makes and deletes the files of a lab; never touches one that the lab did not make. */
final class LabFiles {
  /** {@code rwx------}. */
  static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final int FIRMWARE_BYTES = 1 << 16;

  /**
   * Where an x86 CPU starts: 16 bytes below 4 GiB, which is 16 bytes before the end of the
   * firmware.
   */
  private static final int RESET_VECTOR = FIRMWARE_BYTES - 16;

  /** {@code cli; 1: hlt; jmp 1b}: the CPU sleeps for good while QEMU's device timers still run. */
  private static final byte[] SLEEP = {(byte) 0xfa, (byte) 0xf4, (byte) 0xeb, (byte) 0xfd};

  private LabFiles() {}

  static void writeFirmware(Path file) throws IOException {
    byte[] firmware = new byte[FIRMWARE_BYTES];
    System.arraycopy(SLEEP, 0, firmware, RESET_VECTOR, SLEEP.length);
    Files.write(file, firmware);
  }

  /** Creates the sparse images that are not there yet. */
  static void createImages(LabRecord lab) throws IOException {
    for (Image image : images(lab)) {
      if (image.isOwn() && !Files.exists(image.path())) {
        try (RandomAccessFile file = new RandomAccessFile(image.path().toFile(), "rw")) {
          file.setLength(image.lengthBytes());
        } catch (IOException e) {
          throw new LabException(
              "cannot create the image %s of %s: %s"
                  .formatted(image.path(), ByteSize.format(image.lengthBytes()), e.getMessage()),
              e);
        }
      }
    }
  }

  /** The images in the lab's own directory that exist. */
  static List<Path> ownImages(LabRecord lab) {
    return images(lab).stream()
        .filter(Image::isOwn)
        .map(Image::path)
        .filter(Files::exists)
        .toList();
  }

  /** The directories of all images, the lab's own and those it was given. */
  static List<Path> imageDirectories(LabRecord lab) {
    return images(lab).stream()
        .map(image -> Objects.requireNonNull(image.path().getParent()))
        .distinct()
        .toList();
  }

  /** What holds the blocks of a namespace. */
  private record Image(Path path, long lengthBytes, boolean isOwn) {}

  private static List<Image> images(LabRecord lab) {
    List<Image> images = new ArrayList<>();
    for (LabDevice device : lab.definition().devices()) {
      for (LabNamespace namespace : device.namespaces()) {
        switch (namespace.backing()) {
          case OwnImage() -> {
            Path path = lab.paths().image(device.namespaceName(namespace));
            images.add(new Image(path, namespace.imageBytes(), true));
          }
          case ExistingImage(Path path) ->
              images.add(new Image(path, namespace.imageBytes(), false));
          case NullDevice() -> {}
        }
      }
    }
    return images;
  }

  /** Deletes what is of no use without the QEMU process: RAM, sockets, firmware. */
  static void deleteRuntimeFiles(LabPaths paths) throws IOException {
    Files.deleteIfExists(paths.ramFile());
    Files.deleteIfExists(paths.qtestSocket());
    Files.deleteIfExists(paths.qmpSocket());
    Files.deleteIfExists(paths.firmware());
    if (paths.hasOwnSocketDirectory()) {
      Files.deleteIfExists(paths.socketDirectory());
    }
  }

  /** Deletes everything the lab made, and its directory unless someone else put a file there. */
  static void deleteAll(LabRecord lab) throws IOException {
    LabPaths paths = lab.paths();
    deleteRuntimeFiles(paths);
    for (Path image : ownImages(lab)) {
      Files.delete(image);
    }
    Files.deleteIfExists(paths.log());
    Files.deleteIfExists(paths.record());
    try {
      Files.deleteIfExists(paths.directory());
    } catch (DirectoryNotEmptyException e) {
      throw new LabException(
          "the lab is gone, but "
              + paths.directory()
              + " holds files that it did not make; remove it yourself",
          e);
    }
  }
}
