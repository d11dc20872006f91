package dev.orion.block;

import dev.orion.block.BlockException.Kind;
import dev.orion.nativebindings.ErrnoException;
import java.io.EOFException;
import java.io.IOException;

/**
 * What a failed system call on a file means to a block layer. The kernel's own block layer turns a
 * device's status into these errno values (block/blk-core.c, {@code blk_errors}).
 */
final class FileErrors {

  private FileErrors() {}

  /** The failure of a request, from that of the system call that it led to. */
  static BlockException of(String deviceName, BlockRequest request, IOException cause) {
    if (cause instanceof ErrnoException errno) {
      return new BlockException(
          kind(errno.errnoName()), "%s: %s: %s".formatted(deviceName, request, cause.getMessage()));
    }
    if (cause instanceof EOFException) {
      return new BlockException(
          Kind.MEDIA_ERROR,
          "%s: %s: the file has become shorter than the device: %s"
              .formatted(deviceName, request, cause.getMessage()));
    }
    return new BlockException(
        Kind.IO_ERROR, "%s: %s: %s".formatted(deviceName, request, cause.getMessage()));
  }

  static Kind kind(String errnoName) {
    return switch (errnoName) {
      case "ENOSPC", "EDQUOT", "EFBIG" -> Kind.NO_SPACE;
      case "EIO", "ENODATA", "EUCLEAN" -> Kind.MEDIA_ERROR;
      case "EROFS", "EBADF", "EPERM", "EACCES" -> Kind.WRITE_PROTECTED;
      case "EOPNOTSUPP", "EINVAL", "ENOTTY" -> Kind.REFUSED;
      case "EILSEQ", "EBADMSG" -> Kind.DATA_CORRUPTED;
      case "ENODEV", "ENXIO", "ENOLINK", "ESHUTDOWN", "ESTALE" -> Kind.DEVICE_GONE;
      default -> Kind.IO_ERROR;
    };
  }
}
