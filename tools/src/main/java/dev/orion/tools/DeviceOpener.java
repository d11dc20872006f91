package dev.orion.tools;

import dev.orion.block.Access;
import dev.orion.block.BlockDevice;
import dev.orion.block.BlockException;
import dev.orion.block.FileBlockDevice;
import dev.orion.block.MemoryBlockDevice;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.tools.DeviceAddress.FileDevice;
import dev.orion.tools.DeviceAddress.MemoryDevice;
import dev.orion.tools.DeviceAddress.NoIommuDevice;
import dev.orion.tools.DeviceAddress.QemuDevice;
import dev.orion.tools.DeviceAddress.VfioDevice;
import dev.orion.tools.DeviceAddress.VfioUserDevice;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the device that a command is for. */
final class DeviceOpener {
  /** Block size of memory devices. */
  private static final int MEMORY_BLOCK_SIZE_BYTES = 512;

  private DeviceOpener() {}

  /** What a command does with its device. */
  @FunctionalInterface
  interface Work {
    /** Does it, and returns the command's exit code. */
    int on(BlockDevice device) throws IOException;
  }

  /**
   * Opens a device, works on it, and closes all that was opened for it.
   *
   * @param access whether a file may be written
   * @param command what others are told who want the device meanwhile: {@code orion read}
   * @param environment the environment variables, which say where the labs are
   * @return what the work returned
   * @throws IOException if there is no such device, it cannot be had now, or the work failed; with
   *     what to do
   */
  static int use(
      NamespaceOperand operand,
      Access access,
      String command,
      Map<String, String> environment,
      Work work)
      throws IOException {
    try (BlockDevice device = open(operand, access, command, environment)) {
      try {
        return work.on(device);
      } catch (IOException e) {
        throw explained(e, device);
      }
    }
  }

  private static BlockDevice open(
      NamespaceOperand operand, Access access, String command, Map<String, String> environment)
      throws IOException {
    DeviceAddress address = operand.address;
    return switch (address) {
      case QemuDevice _, VfioDevice _, NoIommuDevice _, VfioUserDevice _ ->
          OpenNamespace.of(
              OpenController.open(address, command, environment), operand.nsidOrDefault());
      case FileDevice _, MemoryDevice _ -> openWhole(address, operand.nsid, access);
    };
  }

  /** Opens a device that has no namespaces. */
  static BlockDevice openWhole(DeviceAddress address, @Nullable Integer nsid, Access access)
      throws IOException {
    if (nsid != null) {
      throw new IOException(address + " has no namespaces: leave -n out");
    }
    return switch (address) {
      case FileDevice file -> openFile(file, access);
      case MemoryDevice memory -> openMemory(memory.toString(), memory.sizeBytes());
      case QemuDevice _, VfioDevice _, NoIommuDevice _, VfioUserDevice _ ->
          throw new IllegalArgumentException(address + " has namespaces");
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

  /** A device's failure, with what is wrong behind the device if that is known. */
  private static IOException explained(IOException failure, BlockDevice device) throws IOException {
    boolean isOfDevice =
        failure instanceof BlockException || failure.getCause() instanceof BlockException;
    if (isOfDevice && device instanceof OpenNamespace namespace) {
      return namespace
          .controller()
          .trouble()
          .map(trouble -> new IOException(failure.getMessage() + "; " + trouble, failure))
          .orElse(failure);
    }
    return failure;
  }
}
