package dev.orion.benchmarks;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.block.CompletionMode;
import dev.orion.nvme.CommandCompletion;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.nvme.QueuePair;
import dev.orion.nvme.Tracker;
import dev.orion.pci.DmaBuffer;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
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
 * What the driver's own instructions cost, without waiting and without another core's cache lines:
 * the model controller works in the same thread, between the two parts that are timed. What counts
 * are {@code submitNanos} and {@code reapNanos}, each divided by {@code ios}; the score has the
 * model's work in it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class DriverCostBenchmark {

  private static final int BLOCK_BYTES = 4096;
  private static final long BLOCK_MASK = (1 << 16) - 1;

  /** I/Os submitted, then reaped. */
  @Param({"32", "128"})
  public int depth;

  private final InProcessModel model =
      new InProcessModel(new BlockStore.Null(1L << 30), BLOCK_BYTES, 16 << 20);
  private final BlockRequest[] requests = new BlockRequest[1024];
  private @Nullable NvmeController controller;
  private @Nullable BlockQueue queue;
  private @Nullable QueuePair pair;
  private @Nullable DmaBuffer buffer;
  private @Nullable BlockException failure;
  private long nextBlock;
  private final CommandCompletion ended = this::ended;

  /** For JMH. */
  public DriverCostBenchmark() {}

  /** Where the time went. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Parts {
    /** Preparing the requests, submitting them, and ringing the doorbell. */
    public long submitNanos;

    /** Finding the completions, and calling back. */
    public long reapNanos;

    /** I/Os that took. */
    public long ios;

    /** For JMH. */
    public Parts() {}

    /** Begins anew. */
    @Setup(Level.Iteration)
    public void clear() {
      submitNanos = 0;
      reapNanos = 0;
      ios = 0;
    }
  }

  /** Brings the model up. */
  @Setup
  public void start() throws IOException {
    controller = NvmeController.open(model, model);
    NvmeNamespace namespace = controller.namespace(1);
    queue = namespace.openQueue(depth);
    pair = controller.openQueuePair(depth, CompletionMode.POLLED);
    buffer = namespace.dma().allocate(BLOCK_BYTES);
    for (int i = 0; i < depth; i++) {
      requests[i] = new BlockRequest().onComplete(this::completed);
    }
  }

  private void completed(BlockRequest request) {
    if (request.failure() != null) {
      failure = request.failure();
    }
  }

  /** A batch through the block queue. */
  @Benchmark
  public long blockQueue(Parts parts) throws BlockException {
    BlockQueue used = Objects.requireNonNull(queue);
    DmaBuffer data = Objects.requireNonNull(buffer);
    long start = System.nanoTime();
    for (int i = 0; i < depth; i++) {
      nextBlock = nextBlock + 1 & BLOCK_MASK;
      used.submit(requests[i].read(nextBlock, 1).add(data));
    }
    used.poll(); // rings
    long submitted = System.nanoTime();
    int done = 0;
    while (done < depth) {
      done += model.step();
    }
    long completed = System.nanoTime();
    while (used.inFlight() > 0) {
      used.poll();
    }
    parts.reapNanos += System.nanoTime() - completed;
    parts.submitNanos += submitted - start;
    parts.ios += depth;
    if (failure != null) {
      throw failure;
    }
    return nextBlock;
  }

  /** The same batch through the queue pair below: what the block queue adds is the difference. */
  @Benchmark
  public long queuePair(Parts parts) {
    QueuePair used = Objects.requireNonNull(pair);
    long iova = Objects.requireNonNull(buffer).iova();
    long start = System.nanoTime();
    for (int i = 0; i < depth; i++) {
      nextBlock = nextBlock + 1 & BLOCK_MASK;
      RawRead.submit(used, iova, nextBlock, ended);
    }
    used.ring();
    long submitted = System.nanoTime();
    int done = 0;
    while (done < depth) {
      done += model.step();
    }
    long completed = System.nanoTime();
    while (used.inFlight() > 0) {
      used.reap(Integer.MAX_VALUE);
    }
    parts.reapNanos += System.nanoTime() - completed;
    parts.submitNanos += submitted - start;
    parts.ios += depth;
    return nextBlock;
  }

  private void ended(Tracker tracker, int statusField, long result) {
    if (statusField != 0) {
      throw new IllegalStateException("status " + statusField);
    }
  }

  /** Ends the model. */
  @TearDown
  public void stop() throws IOException {
    Objects.requireNonNull(queue).close();
    Objects.requireNonNull(controller).close();
  }
}
