package dev.orion.benchmarks;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.NvmeNamespace;
import dev.orion.pci.DmaBuffer;
import dev.orion.tools.lab.EphemeralLab;
import dev.orion.tools.lab.LabClient;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
import java.util.ArrayDeque;
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
 * An operation is an I/O, from submit to completion, on QEMU's NVMe controller with a null device
 * behind it and {@code depth} I/Os in flight. QEMU is the bottleneck: the time says what QEMU
 * takes. What counts is the allocation, with {@code -prof gc}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class SubmitAndReapBenchmark {

  private static final int BLOCK_BYTES = 4096;

  /** I/Os in flight. */
  @Param({"1", "32", "256"})
  public int depth;

  /** Blocks of an I/O: 1 fits a page, 16 need a PRP list. */
  @Param({"1", "16"})
  public int blocks;

  private @Nullable EphemeralLab lab;
  private @Nullable LabClient client;
  private @Nullable BlockQueue queue;
  private @Nullable DmaBuffer buffer;
  private final ArrayDeque<BlockRequest> idle = new ArrayDeque<>();
  private @Nullable BlockException failure;
  private long nextBlock;

  /** For JMH. */
  public SubmitAndReapBenchmark() {}

  /** Starts QEMU and brings the controller up. */
  @Setup
  public void start() throws IOException {
    lab = EphemeralLab.start(LabDefinition.standard(), QemuBinary.find(null, System.getenv()));
    client = LabClient.open(lab.lab(), "benchmark");
    NvmeNamespace namespace = client.nvme("nvme0").namespace(4);
    queue = namespace.openQueue(depth);
    buffer = namespace.dma().allocate((long) blocks * BLOCK_BYTES);
    for (int i = 0; i < depth; i++) {
      idle.add(new BlockRequest().onComplete(this::onComplete));
    }
  }

  private void onComplete(BlockRequest request) {
    if (request.failure() != null) {
      failure = request.failure();
    }
    idle.addLast(request);
  }

  /** Keeps the queue full: polls until a request is idle, and submits it again. */
  @Benchmark
  public long submitAndReap() throws BlockException {
    BlockQueue polled = Objects.requireNonNull(queue);
    while (idle.isEmpty()) {
      polled.poll();
    }
    if (failure != null) {
      throw failure;
    }
    nextBlock = nextBlock + blocks & 0xfffff0;
    polled.submit(idle.removeFirst().read(nextBlock, blocks).add(Objects.requireNonNull(buffer)));
    return nextBlock;
  }

  /** Ends QEMU. */
  @TearDown
  public void stop() throws IOException {
    Objects.requireNonNull(queue).close();
    Objects.requireNonNull(client).close();
    Objects.requireNonNull(lab).close();
  }
}
