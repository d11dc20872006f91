package dev.orion.nativebindings;

import dev.orion.nativebindings.generated.Libc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Calls about the calling thread. Each returns its result or the negated errno. */
final class ThreadCalls {

  private ThreadCalls() {}

  private static final class SchedSetaffinity {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.sched_setaffinity$address(), Libc.sched_setaffinity$descriptor());
  }

  static long schedSetaffinity(MemorySegment cpus) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) SchedSetaffinity.HANDLE.invokeExact(state, 0, cpus.byteSize(), cpus), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class SchedGetaffinity {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.sched_getaffinity$address(), Libc.sched_getaffinity$descriptor());
  }

  static long schedGetaffinity(MemorySegment cpus) {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result(
          (int) SchedGetaffinity.HANDLE.invokeExact(state, 0, cpus.byteSize(), cpus), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class SchedGetcpu {
    static final MethodHandle HANDLE =
        Downcall.of(Libc.sched_getcpu$address(), Libc.sched_getcpu$descriptor());
  }

  static long schedGetcpu() {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result((int) SchedGetcpu.HANDLE.invokeExact(state), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }

  private static final class Gettid {
    static final MethodHandle HANDLE = Downcall.of(Libc.gettid$address(), Libc.gettid$descriptor());
  }

  static long gettid() {
    MemorySegment state = Downcall.threadState();
    try {
      return Downcall.result((int) Gettid.HANDLE.invokeExact(state), state);
    } catch (Throwable e) {
      throw Downcall.rethrow(e);
    }
  }
}
