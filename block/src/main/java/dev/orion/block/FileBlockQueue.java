package dev.orion.block;

import dev.orion.block.BlockException.Kind;
import dev.orion.nativebindings.Descriptor;
import dev.orion.nativebindings.Errno;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.nativebindings.Ioctl;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Requests as system calls on a file. */
final class FileBlockQueue extends InlineQueue {

  private static final long ZEROES_BYTES = 128 * 1024;
  private static final MemorySegment ZEROES =
      Arena.global().allocate(ZEROES_BYTES, 4096).asReadOnly();

  private final String name;
  private final Descriptor file;
  private final boolean kernelDevice;
  private final boolean readOnly;
  private final int blockSizeBytes;

  /** Offset and length in bytes: the argument of {@code BLKDISCARD}. */
  private final MemorySegment range = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG, 2);

  private boolean canDiscard = true;
  private boolean canZeroRange = true;

  FileBlockQueue(FileBlockDevice device, int depth) {
    super(device.name(), device.geometry(), depth);
    name = device.name();
    file = device.file();
    kernelDevice = device.isKernelDevice();
    readOnly = device.access() == Access.READ_ONLY;
    blockSizeBytes = device.geometry().blockSizeBytes();
  }

  @Override
  @Nullable BlockException execute(BlockRequest request) {
    BlockOperation operation = request.operation();
    if (readOnly && operation != BlockOperation.READ && operation != BlockOperation.FLUSH) {
      return new BlockException(
          Kind.WRITE_PROTECTED, "%s: %s: it was opened read-only".formatted(name, request));
    }
    try {
      long position = request.block() * blockSizeBytes;
      long length = request.blockCount() * blockSizeBytes;
      switch (operation) {
        case READ -> read(request, position);
        case WRITE -> write(request, position);
        case DISCARD -> discard(position, length);
        case WRITE_ZEROES -> writeZeroes(position, length);
        case FLUSH -> file.dataSync();
        default -> throw new IllegalStateException(request + " passed the geometry's check");
      }
      if (request.isForceUnitAccess() && operation != BlockOperation.READ) {
        file.dataSync();
      }
      return null;
    } catch (IOException e) {
      return FileErrors.of(name, request, e);
    }
  }

  private void read(BlockRequest request, long start) throws IOException {
    long position = start;
    for (int i = 0; i < request.segmentCount(); i++) {
      long length = request.segmentLengthBytes(i);
      file.preadFully(
          request.segmentBuffer(i).segment(), request.segmentOffsetBytes(i), length, position);
      position += length;
    }
  }

  private void write(BlockRequest request, long start) throws IOException {
    long position = start;
    for (int i = 0; i < request.segmentCount(); i++) {
      long length = request.segmentLengthBytes(i);
      file.pwriteFully(
          request.segmentBuffer(i).segment(), request.segmentOffsetBytes(i), length, position);
      position += length;
    }
  }

  private void discard(long position, long length) throws IOException {
    if (!canDiscard) {
      return;
    }
    try {
      if (kernelDevice) {
        range.setAtIndex(ValueLayout.JAVA_LONG, 0, position);
        range.setAtIndex(ValueLayout.JAVA_LONG, 1, length);
        file.ioctl(Ioctl.BLKDISCARD, range);
      } else {
        file.punchHole(position, length);
      }
    } catch (ErrnoException e) {
      if (e.errno() != Errno.EOPNOTSUPP) {
        throw e;
      }
      canDiscard = false;
    }
  }

  private void writeZeroes(long start, long length) throws IOException {
    if (canZeroRange) {
      try {
        file.zeroRange(start, length);
        return;
      } catch (ErrnoException e) {
        if (e.errno() != Errno.EOPNOTSUPP) {
          throw e;
        }
        canZeroRange = false;
      }
    }
    long end = start + length;
    for (long position = start; position < end; position += ZEROES_BYTES) {
      file.pwriteFully(ZEROES, 0, Math.min(ZEROES_BYTES, end - position), position);
    }
  }
}
