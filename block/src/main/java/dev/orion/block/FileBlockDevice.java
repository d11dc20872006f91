package dev.orion.block;

import dev.orion.block.Geometry.Capability;
import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Ioctl;
import dev.orion.nativebindings.OpenFlag;
import dev.orion.pci.DmaMemory;
import dev.orion.pci.HostMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A device over a regular file or a block device of the kernel, through the page cache. Its I/O
 * goes straight between the file and the requests' buffers, which may come from any {@link
 * DmaMemory}, in system calls of the polling thread.
 *
 * <p>A flush is fdatasync(2), Force Unit Access a write and fdatasync. A discard gives the space
 * back where the file system or device can, and does nothing elsewhere. Zeroes are written where
 * the kernel has no shorter way.
 */
public final class FileBlockDevice implements BlockDevice {

  /** What one system call moves at the most: read(2), NOTES. */
  private static final int MAX_TRANSFER_BYTES = 0x7fff_f000;

  private static final int SECTOR_BYTES = 512;

  private final String name;
  private final Descriptor file;
  private final boolean kernelDevice;
  private final Access access;
  private final Geometry geometry;
  private final DmaMemory dma = new HostMemory();

  /** A device over an open file, of which it becomes the owner. */
  FileBlockDevice(
      Path path, Descriptor file, boolean kernelDevice, Access access, Geometry geometry) {
    this.name = path.toString();
    this.file = file;
    this.kernelDevice = kernelDevice;
    this.access = access;
    this.geometry = geometry;
  }

  /**
   * Opens a file as a device of 512-byte blocks, or a block device of the kernel with its own
   * logical block size.
   *
   * @throws IOException as {@link #open(Path, int, Access)}
   */
  public static FileBlockDevice open(Path path, Access access) throws IOException {
    return open(path, OptionalInt.empty(), access);
  }

  /**
   * Opens a file or a block device of the kernel. A block device that is opened for writing must
   * not be in use: not mounted, and no part of an array or volume.
   *
   * @param blockSizeBytes length of a block, a power of two, at least 512; the size of the file,
   *     and of a block device's logical blocks, must agree
   * @throws IOException if it cannot be opened, is of another kind or does not agree
   */
  public static FileBlockDevice open(Path path, int blockSizeBytes, Access access)
      throws IOException {
    return open(path, OptionalInt.of(blockSizeBytes), access);
  }

  private static FileBlockDevice open(Path path, OptionalInt blockSizeBytes, Access access)
      throws IOException {
    if (Files.isDirectory(path)) {
      throw new IOException(path + " is a directory: name a file or a block device");
    }
    boolean kernelDevice = Files.exists(path) && !Files.isRegularFile(path);
    Descriptor file = open(path, kernelDevice, access);
    try {
      int logicalBlockBytes = kernelDevice ? logicalBlockBytes(path, file) : SECTOR_BYTES;
      int blockBytes = blockSizeBytes.orElse(logicalBlockBytes);
      Geometry geometry = geometry(path, file.size(), blockBytes);
      if (blockBytes % logicalBlockBytes != 0) {
        throw new IOException(
            "%s has logical blocks of %d bytes: a block size of %d is no multiple of them"
                .formatted(path, logicalBlockBytes, blockBytes));
      }
      return new FileBlockDevice(path, file, kernelDevice, access, geometry);
    } catch (Throwable e) {
      file.close();
      throw e;
    }
  }

  private static Descriptor open(Path path, boolean kernelDevice, Access access)
      throws IOException {
    if (access == Access.READ_ONLY) {
      return Descriptor.open(path, OpenFlag.O_RDONLY);
    }
    if (!kernelDevice) {
      return Descriptor.open(path, OpenFlag.O_RDWR);
    }
    try {
      return Descriptor.open(path, OpenFlag.O_RDWR, OpenFlag.O_EXCL);
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EBUSY) {
        throw e;
      }
      throw new IOException(
          "%s is in use: unmount it or stop what is built on it, or open it read-only (%s)"
              .formatted(path, e.getMessage()),
          e);
    }
  }

  /**
   * Creates a file without content that takes no space yet, and opens it for writing.
   *
   * @param sizeBytes the device's size, a multiple of the block size
   * @throws IOException if the file exists or cannot be made
   */
  public static FileBlockDevice create(Path path, long sizeBytes, int blockSizeBytes)
      throws IOException {
    Geometry geometry = geometry(path, sizeBytes, blockSizeBytes);
    Descriptor file =
        Descriptor.open(path, 0666, OpenFlag.O_RDWR, OpenFlag.O_CREAT, OpenFlag.O_EXCL);
    try {
      file.truncate(sizeBytes);
      return new FileBlockDevice(path, file, false, Access.READ_WRITE, geometry);
    } catch (Throwable e) {
      file.close();
      Files.deleteIfExists(path);
      throw e;
    }
  }

  private static int logicalBlockBytes(Path path, Descriptor file) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_INT);
      file.ioctl(Ioctl.BLKSSZGET, size);
      return size.get(ValueLayout.JAVA_INT, 0);
    } catch (ErrnoException e) {
      throw new IOException(
          "%s is neither a regular file nor a block device (%s)".formatted(path, e.getMessage()),
          e);
    }
  }

  private static Geometry geometry(Path path, long sizeBytes, int blockSizeBytes)
      throws IOException {
    if (blockSizeBytes < SECTOR_BYTES || Integer.bitCount(blockSizeBytes) != 1) {
      throw new IllegalArgumentException(
          "%s: block size %d is no power of two from 512 on".formatted(path, blockSizeBytes));
    }
    long rest = sizeBytes % blockSizeBytes;
    if (sizeBytes < 0 || rest != 0) {
      throw new IOException(
          "%s: its %d bytes are no multiple of the block size %d (%d are left over): extend it to %d"
                  .formatted(
                      path, sizeBytes, blockSizeBytes, rest, sizeBytes - rest + blockSizeBytes)
              + " bytes, or use smaller blocks");
    }
    return Geometry.conventional(
        blockSizeBytes,
        sizeBytes / blockSizeBytes,
        MAX_TRANSFER_BYTES / blockSizeBytes,
        Set.of(Capability.values()));
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Geometry geometry() {
    return geometry;
  }

  @Override
  public DmaMemory dma() {
    return dma;
  }

  @Override
  public BlockQueue openQueue(int depth) {
    return new FileBlockQueue(this, depth);
  }

  Descriptor file() {
    return file;
  }

  boolean isKernelDevice() {
    return kernelDevice;
  }

  Access access() {
    return access;
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
