package dev.orion.tools;

import dev.orion.block.Access;
import dev.orion.block.BlockDevice;
import dev.orion.block.FileBlockDevice;
import dev.orion.block.MemoryBlockDevice;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.tools.DeviceAddress.FileDevice;
import dev.orion.tools.DeviceAddress.MemoryDevice;
import dev.orion.tools.DeviceAddress.QemuDevice;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the device that an address names. */
@FunctionalInterface
interface DeviceOpener {

  /** Block size of memory devices. */
  int MEMORY_BLOCK_SIZE_BYTES = 512;

  /**
   * Opens a device. Closing it closes all that was opened for it.
   *
   * @param namespaceId the NVMe namespace, or null for the first; only devices that have namespaces
   *     take one
   * @param access whether a file may be written
   * @throws IOException if there is no such device or it cannot be had now, with what to do
   */
  BlockDevice open(DeviceAddress address, @Nullable Integer namespaceId, Access access)
      throws IOException;

  /**
   * Opens each kind of device as it is meant to be.
   *
   * @param command what others are told who want the device meanwhile: {@code orion read}
   * @param environment the environment variables, which say where the labs are
   */
  static DeviceOpener forCommand(String command, Map<String, String> environment) {
    return (address, namespaceId, access) -> {
      if (namespaceId != null && !(address instanceof QemuDevice)) {
        throw new IOException(address + " has no namespaces: leave -n out");
      }
      return switch (address) {
        case QemuDevice qemu ->
            OpenNamespace.of(
                OpenController.open(qemu, command, environment),
                namespaceId == null ? OpenController.DEFAULT_NSID : namespaceId);
        case FileDevice file -> openFile(file, access);
        case MemoryDevice memory -> openMemory(memory.toString(), memory.sizeBytes());
      };
    };
  }

  private static BlockDevice openFile(FileDevice file, Access access) throws IOException {
    try {
      return FileBlockDevice.open(file.path(), access);
    } catch (ErrnoException e) {
      throw new IOException("cannot open %s: %s".formatted(file, Errno.description(e.errno())), e);
    }
  }

  private static BlockDevice openMemory(String name, long sizeBytes) throws IOException {
    if (sizeBytes == 0 || sizeBytes % MEMORY_BLOCK_SIZE_BYTES != 0) {
      throw new IOException(
          "%s is no multiple of %d bytes: write a size such as mem:64M"
              .formatted(name, MEMORY_BLOCK_SIZE_BYTES));
    }
    try {
      return new MemoryBlockDevice(name, sizeBytes, MEMORY_BLOCK_SIZE_BYTES);
    } catch (OutOfMemoryError e) {
      throw new IOException(
          "%s does not fit into the memory that the JVM may use (%s)"
              .formatted(name, e.getMessage()),
          e);
    }
  }
}
