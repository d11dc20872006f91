package dev.orion.nativebindings;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;

/**
 * On which CPUs the calling thread may run: sched_setaffinity(2).
 *
 * <p>For platform threads: a virtual thread has no CPU of its own and gets {@link
 * IllegalStateException}.
 */
public final class CpuAffinity {
  // More than the kernel's largest CONFIG_NR_CPUS (8192), as it refuses to fill a smaller set than
  // its own.
  private static final int SET_BYTES = 2048;

  private CpuAffinity() {}

  /** Lets the calling thread run on one CPU only. */
  public static void pin(int cpu) throws ErrnoException {
    BitSet cpus = new BitSet();
    cpus.set(cpu);
    allow(cpus);
  }

  /** Lets the calling thread run on these CPUs, such as {@link #allowedCpus} returned before. */
  public static void allow(BitSet cpus) throws ErrnoException {
    requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
      long[] words = cpus.toLongArray();
      MemorySegment.copy(words, 0, set, ValueLayout.JAVA_LONG, 0, words.length);
      long result = ThreadCalls.schedSetaffinity(set);
      if (result < 0) {
        throw Descriptor.failure("sched_setaffinity(CPUs " + cpus + ")", result);
      }
    }
  }

  /** The CPUs, numbered from zero, that the calling thread may run on. */
  public static BitSet allowedCpus() throws ErrnoException {
    requirePlatformThread();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment set = arena.allocate(SET_BYTES, Long.BYTES);
      long result = ThreadCalls.schedGetaffinity(set);
      if (result < 0) {
        throw Descriptor.failure("sched_getaffinity()", result);
      }
      return BitSet.valueOf(set.toArray(ValueLayout.JAVA_LONG));
    }
  }

  /** The CPU, numbered from zero, that the calling thread runs on now. */
  public static int currentCpu() throws ErrnoException {
    requirePlatformThread();
    long result = ThreadCalls.schedGetcpu();
    if (result < 0) {
      throw Descriptor.failure("sched_getcpu()", result);
    }
    return (int) result;
  }

  /**
   * The kernel's number of the calling thread, as {@code top -H} and {@code /proc/self/task} show
   * it.
   */
  public static int threadId() {
    requirePlatformThread();
    return (int) ThreadCalls.gettid();
  }

  private static void requirePlatformThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("CPU affinity is for platform threads: this one is virtual");
    }
  }
}
