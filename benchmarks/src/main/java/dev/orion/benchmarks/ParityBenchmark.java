package dev.orion.benchmarks;

import dev.orion.raid.parity.Parity;
import dev.orion.raid.parity.ParityKernel;
import dev.orion.raid.parity.ParityKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An operation is a stripe. The data of it, {@code dataBlocks * blockBytes}, divided by the time is
 * the throughput. Beside it ISA-L (Debian: {@code libisal2}) on the same memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {
      "--enable-native-access=ALL-UNNAMED",
      "-XX:+UseSerialGC",
      "--add-modules=jdk.incubator.vector"
    })
public class ParityBenchmark {

  private static final int ALIGNMENT_BYTES = 4096;

  /** Blocks of data in a stripe, beside P and Q. */
  @Param({"4", "8"})
  public int dataBlocks;

  /** Their length. */
  @Param({"16384", "65536"})
  public int blockBytes;

  /** Stripes that take turns: 1 stays in the cache, 1024 do not. */
  @Param({"1", "1024"})
  public int stripes;

  private final Arena arena = Arena.ofShared();
  private @Nullable Parity parity;
  private @Nullable IsaL isaL;
  private MemorySegment[][] data = new MemorySegment[0][];
  private MemorySegment[] p = new MemorySegment[0];
  private MemorySegment[] q = new MemorySegment[0];
  private MemorySegment[] pointers = new MemorySegment[0];
  private int next;

  /** For JMH. */
  public ParityBenchmark() {}

  /** Makes the stripes. */
  @Setup
  public void start() {
    ParityKernel kernel =
        ParityKernels.available().stream()
            .filter(each -> each.name().contains("vectors"))
            .findFirst()
            .orElseThrow();
    parity = new Parity(kernel);
    isaL = IsaL.load(arena);
    data = new MemorySegment[stripes][dataBlocks];
    p = new MemorySegment[stripes];
    q = new MemorySegment[stripes];
    pointers = new MemorySegment[stripes];
    for (int stripe = 0; stripe < stripes; stripe++) {
      MemorySegment[] all = new MemorySegment[dataBlocks + 2];
      for (int i = 0; i < all.length; i++) {
        all[i] = arena.allocate(blockBytes, ALIGNMENT_BYTES);
        all[i].fill((byte) (i * 31 + stripe));
      }
      System.arraycopy(all, 0, data[stripe], 0, dataBlocks);
      p[stripe] = all[dataBlocks];
      q[stripe] = all[dataBlocks + 1];
      pointers[stripe] = IsaL.pointers(arena, all);
    }
  }

  private int stripe() {
    next = next + 1 < stripes ? next + 1 : 0;
    return next;
  }

  /** P. */
  @Benchmark
  public void p() {
    int stripe = stripe();
    Objects.requireNonNull(parity).generate(data[stripe], p[stripe], blockBytes);
  }

  /** P, by ISA-L. */
  @Benchmark
  public void pByIsaL() {
    Objects.requireNonNull(isaL).xor(dataBlocks + 1, blockBytes, pointers[stripe()]);
  }

  /** P and Q. */
  @Benchmark
  public void pq() {
    int stripe = stripe();
    Objects.requireNonNull(parity).generate(data[stripe], p[stripe], q[stripe], blockBytes);
  }

  /** P and Q, by ISA-L. */
  @Benchmark
  public void pqByIsaL() {
    Objects.requireNonNull(isaL).pq(dataBlocks + 2, blockBytes, pointers[stripe()]);
  }

  /** Two blocks of data that are lost. */
  @Benchmark
  public void recoverTwo() {
    int stripe = stripe();
    Objects.requireNonNull(parity)
        .recover(data[stripe], 0, dataBlocks - 1, p[stripe], q[stripe], blockBytes);
  }

  /** Copies the data once: what memory allows. */
  @Benchmark
  public void copy() {
    int stripe = stripe();
    for (MemorySegment block : data[stripe]) {
      MemorySegment.copy(block, 0, p[stripe], 0, blockBytes);
    }
  }

  /** Gives the memory back. */
  @TearDown
  public void stop() {
    arena.close();
  }
}
