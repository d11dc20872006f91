package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import dev.orion.nativebindings.generated.iovec;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls on files and other descriptors. Each returns its result or the negated errno; all but
 * {@code close} and {@code ioctl} are restarted when a signal interrupts them. A handle is linked
 * when its call is first used, as that takes milliseconds.
 */
final class FileCalls {
  private static final long INTERRUPTED = -Libc.EINTR();
  private static final long IOVEC_BYTES = iovec.sizeof();

  private FileCalls() {}

  private static final class Open {
    static final MethodHandle HANDLE =
        Downcall.ofVariadic(
            Libc.open.address(), Libc.open.makeInvoker(Libc.C_INT).descriptor(), Libc.C_INT);
  }

  static long open(MemorySegment path, int flags, int mode) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result = Downcall.result((int) Open.HANDLE.invokeExact(state, path, flags, mode), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Close {
    static final MethodHandle HANDLE = Downcall.of(Libc.close$address(), Libc.close$descriptor());
  }

  static long close(int fd) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result((int) Close.HANDLE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class MemfdCreate {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.memfd_create$address(), Libc.memfd_create$descriptor());
  }

  static long memfdCreate(MemorySegment name, int flags) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result = Downcall.result((int) MemfdCreate.HANDLE.invokeExact(state, name, flags), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Eventfd {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.eventfd$address(), Libc.eventfd$descriptor());
  }

  static long eventfd(int value, int flags) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result((int) Eventfd.HANDLE.invokeExact(state, value, flags), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Read {
    static final MethodHandle HANDLE =
        Downcall.ofTransfer(Libc.read$address(), Libc.read$descriptor());
  }

  static long read(int fd, MemorySegment buffer, long offset, long lengthBytes) {
    long address = Downcall.address(buffer, offset, lengthBytes);
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (long) Read.HANDLE.invokeExact(state, fd, address, lengthBytes, buffer), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Write {
    static final MethodHandle HANDLE =
        Downcall.ofTransfer(Libc.write$address(), Libc.write$descriptor());
  }

  static long write(int fd, MemorySegment buffer, long offset, long lengthBytes) {
    long address = Downcall.address(buffer, offset, lengthBytes);
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (long) Write.HANDLE.invokeExact(state, fd, address, lengthBytes, buffer), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Pread {
    static final MethodHandle HANDLE =
        Downcall.ofTransfer(Libc.pread$address(), Libc.pread$descriptor());
  }

  static long pread(int fd, MemorySegment buffer, long offset, long lengthBytes, long fileOffset) {
    long address = Downcall.address(buffer, offset, lengthBytes);
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (long)
                    Pread.HANDLE.invokeExact(state, fd, address, lengthBytes, fileOffset, buffer),
                state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Pwrite {
    static final MethodHandle HANDLE =
        Downcall.ofTransfer(Libc.pwrite$address(), Libc.pwrite$descriptor());
  }

  static long pwrite(int fd, MemorySegment buffer, long offset, long lengthBytes, long fileOffset) {
    long address = Downcall.address(buffer, offset, lengthBytes);
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (long)
                    Pwrite.HANDLE.invokeExact(state, fd, address, lengthBytes, fileOffset, buffer),
                state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Preadv {
    static final MethodHandle HANDLE =
        Downcall.ofTransfer(Libc.preadv$address(), Libc.preadv$descriptor());
  }

  static long preadv(int fd, MemorySegment iovecs, int first, int count, long fileOffset) {
    long address = Downcall.address(iovecs, first * IOVEC_BYTES, count * IOVEC_BYTES);
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (long) Preadv.HANDLE.invokeExact(state, fd, address, count, fileOffset, iovecs),
                state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Pwritev {
    static final MethodHandle HANDLE =
        Downcall.ofTransfer(Libc.pwritev$address(), Libc.pwritev$descriptor());
  }

  static long pwritev(int fd, MemorySegment iovecs, int first, int count, long fileOffset) {
    long address = Downcall.address(iovecs, first * IOVEC_BYTES, count * IOVEC_BYTES);
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (long) Pwritev.HANDLE.invokeExact(state, fd, address, count, fileOffset, iovecs),
                state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Ftruncate {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.ftruncate$address(), Libc.ftruncate$descriptor());
  }

  static long ftruncate(int fd, long lengthBytes) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result = Downcall.result((int) Ftruncate.HANDLE.invokeExact(state, fd, lengthBytes), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Fallocate {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.fallocate$address(), Libc.fallocate$descriptor());
  }

  static long fallocate(int fd, int mode, long offset, long lengthBytes) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result =
            Downcall.result(
                (int) Fallocate.HANDLE.invokeExact(state, fd, mode, offset, lengthBytes), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Fsync {
    static final MethodHandle HANDLE = Downcall.of(Libc.fsync$address(), Libc.fsync$descriptor());
  }

  static long fsync(int fd) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result = Downcall.result((int) Fsync.HANDLE.invokeExact(state, fd), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Fdatasync {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.fdatasync$address(), Libc.fdatasync$descriptor());
  }

  static long fdatasync(int fd) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result = Downcall.result((int) Fdatasync.HANDLE.invokeExact(state, fd), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Flock {
    static final MethodHandle HANDLE = Downcall.of(Libc.flock$address(), Libc.flock$descriptor());
  }

  static long flock(int fd, int operation) {
    MemorySegment state = Downcall.threadState();
    try {
      long result;
      do {
        result = Downcall.result((int) Flock.HANDLE.invokeExact(state, fd, operation), state);
      } while (result == INTERRUPTED);
      return result;
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Fstat {
    static final MethodHandle HANDLE = Downcall.of(Libc.fstat$address(), Libc.fstat$descriptor());
  }

  static long fstat(int fd, MemorySegment stat) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result((int) Fstat.HANDLE.invokeExact(state, fd, stat), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class IoctlPointer {
    static final MethodHandle HANDLE =
        Downcall.ofVariadic(
            Libc.ioctl.address(),
            Libc.ioctl.makeInvoker(Libc.C_POINTER).descriptor(),
            Libc.C_POINTER);
  }

  static long ioctl(int fd, long request, MemorySegment argument) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) IoctlPointer.HANDLE.invokeExact(state, fd, request, argument), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class IoctlNumber {
    static final MethodHandle HANDLE =
        Downcall.ofVariadic(
            Libc.ioctl.address(), Libc.ioctl.makeInvoker(Libc.C_LONG).descriptor(), Libc.C_LONG);
  }

  static long ioctl(int fd, long request, long argument) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) IoctlNumber.HANDLE.invokeExact(state, fd, request, argument), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }
}
