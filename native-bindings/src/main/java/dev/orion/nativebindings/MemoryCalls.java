package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Calls that map memory. Each returns its result, an address from {@code mmap}, or the negated
 * errno.
 */
final class MemoryCalls {

  private MemoryCalls() {}

  private static final class Mmap {
    static final MethodHandle HANDLE = Downcall.of(Libc.mmap$address(), Libc.mmap$descriptor());
  }

  static long mmap(long lengthBytes, int protection, int flags, int fd, long offset) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          ((MemorySegment)
                  Mmap.HANDLE.invokeExact(
                      state, MemorySegment.NULL, lengthBytes, protection, flags, fd, offset))
              .address(),
          state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Munmap {
    static final MethodHandle HANDLE = Downcall.of(Libc.munmap$address(), Libc.munmap$descriptor());
  }

  static long munmap(MemorySegment memory) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) Munmap.HANDLE.invokeExact(state, memory, memory.byteSize()), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Madvise {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.madvise$address(), Libc.madvise$descriptor());
  }

  static long madvise(MemorySegment memory, int advice) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) Madvise.HANDLE.invokeExact(state, memory, memory.byteSize(), advice), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Mlock {
    static final MethodHandle HANDLE = Downcall.of(Libc.mlock$address(), Libc.mlock$descriptor());
  }

  static long mlock(MemorySegment memory) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) Mlock.HANDLE.invokeExact(state, memory, memory.byteSize()), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Sysconf {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.sysconf$address(), Libc.sysconf$descriptor());
  }

  static long sysconf(int name) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result((long) Sysconf.HANDLE.invokeExact(state, name), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }
}
