package dev.orion.raid.parity;

import dev.orion.pci.NanoClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** The loops there are, and which of them are the fastest here. */
public final class ParityKernels {

  private static final int DATA_BLOCKS = 8;
  private static final long BLOCK_BYTES = 16 << 10;
  private static final int WARM_UP_ROUNDS = 2000;
  private static final int ROUNDS = 500;
  private static final int TRIES = 3;

  private ParityKernels() {}

  /** Those that work in this process: vectors need {@code --add-modules jdk.incubator.vector}. */
  public static List<ParityKernel> available() {
    List<ParityKernel> kernels = new ArrayList<>();
    kernels.add(new LongKernel());
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
      kernels.add(new VectorKernel());
    }
    return kernels;
  }

  /**
   * The fastest for P and Q, found out by trying each for some 100 ms, as Linux does when it
   * starts.
   *
   * @param clock must be a real one
   */
  public static ParityKernel fastest(NanoClock clock) {
    List<ParityKernel> kernels = available();
    if (kernels.size() == 1) {
      return kernels.getFirst();
    }
    ParityKernel fastest = kernels.getFirst();
    long least = Long.MAX_VALUE;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment[] data = new MemorySegment[DATA_BLOCKS];
      for (int i = 0; i < data.length; i++) {
        data[i] = arena.allocate(BLOCK_BYTES, ParityKernel.GRANULE_BYTES);
      }
      MemorySegment p = arena.allocate(BLOCK_BYTES, ParityKernel.GRANULE_BYTES);
      MemorySegment q = arena.allocate(BLOCK_BYTES, ParityKernel.GRANULE_BYTES);
      for (ParityKernel kernel : kernels) {
        Parity parity = new Parity(kernel);
        time(clock, parity, data, p, q, WARM_UP_ROUNDS);
        for (int i = 0; i < TRIES; i++) {
          long nanos = time(clock, parity, data, p, q, ROUNDS);
          if (nanos < least) {
            least = nanos;
            fastest = kernel;
          }
        }
      }
    }
    return fastest;
  }

  private static long time(
      NanoClock clock,
      Parity parity,
      MemorySegment[] data,
      MemorySegment p,
      MemorySegment q,
      int rounds) {
    long start = clock.nanoTime();
    for (int i = 0; i < rounds; i++) {
      parity.generate(data, p, q, BLOCK_BYTES);
    }
    return clock.nanoTime() - start;
  }
}
