package dev.orion.benchmarks;

import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long submissions take one by one, up to the doorbell: the percentiles count. A clock is read
 * before and after, some 25 ns.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class SubmissionBenchmark {

  private static final int BLOCK_BYTES = 4096;
  private static final long BLOCK_MASK = (1 << 16) - 1;

  private final InProcessModel model =
      new InProcessModel(new BlockStore.Null(1L << 30), BLOCK_BYTES, 16 << 20);
  private final BlockRequest request = new BlockRequest();
  private @Nullable NvmeController controller;
  private @Nullable BlockQueue queue;
  private @Nullable DmaBuffer buffer;
  private long nextBlock;

  /** For JMH. */
  public SubmissionBenchmark() {}

  /** Brings the model up. */
  @Setup
  public void start() throws IOException {
    controller = NvmeController.open(model, model);
    NvmeNamespace namespace = controller.namespace(1);
    queue = namespace.openQueue(1);
    buffer = namespace.dma().allocate(BLOCK_BYTES);
  }

  /** Prepares a read, submits it, and rings the doorbell. */
  @Benchmark
  public boolean submit() {
    BlockQueue used = Objects.requireNonNull(queue);
    nextBlock = nextBlock + 1 & BLOCK_MASK;
    boolean taken = used.submit(request.read(nextBlock, 1).add(Objects.requireNonNull(buffer)));
    used.poll(); // rings
    return taken;
  }

  /** Ends what was submitted, outside of the time that counts. */
  @TearDown(Level.Invocation)
  public void end() {
    BlockQueue used = Objects.requireNonNull(queue);
    while (used.inFlight() > 0) {
      model.step();
      used.poll();
    }
  }

  /** Ends the model. */
  @TearDown
  public void stop() throws IOException {
    Objects.requireNonNull(queue).close();
    Objects.requireNonNull(controller).close();
  }
}
