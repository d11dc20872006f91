package dev.orion.benchmarks;

import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import dev.orion.block.BlockRequest;
import dev.orion.nvme.ControllerSetup;
import dev.orion.nvme.NvmeController;
import dev.orion.nvme.NvmeException;
import dev.orion.nvme.RecoveryLimits;
import dev.orion.pci.DmaBuffer;
import dev.orion.pci.NanoClock;
import dev.orion.pci.PciFunction;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.Fault;
import dev.orion.simulation.model.InProcessModel;
import dev.orion.tools.lab.EphemeralLab;
import dev.orion.tools.lab.LabClient;
import dev.orion.tools.lab.LabDefinition;
import dev.orion.tools.lab.QemuBinary;
import java.io.IOException;
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

/** From a failure to the end of the read that was in flight, which is done again. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class RecoveryBenchmark {

  private static final int BLOCK_BYTES = 4096;
  private static final RecoveryLimits LIMITS =
      new RecoveryLimits(2_000_000, 500_000, Integer.MAX_VALUE, 2);

  /** A model controller in the driver's thread, or QEMU's over qtest. */
  @Param({"model", "qemu"})
  public String device = "model";

  private @Nullable InProcessModel model;
  private @Nullable EphemeralLab lab;
  private @Nullable LabClient client;
  private @Nullable NvmeController controller;
  private @Nullable BlockQueue queue;
  private @Nullable DmaBuffer buffer;
  private final BlockRequest read = new BlockRequest();

  /** For JMH. */
  public RecoveryBenchmark() {}

  /** Brings the controller up. */
  @Setup
  public void start() throws IOException {
    PciFunction function;
    NanoClock clock;
    if (device.equals("model")) {
      model = new InProcessModel(new BlockStore.Null(1L << 30), BLOCK_BYTES, 16 << 20);
      function = model;
      clock = model;
    } else {
      lab = EphemeralLab.start(LabDefinition.standard(), QemuBinary.find(null, System.getenv()));
      client = LabClient.open(lab.lab(), "benchmark");
      function = client.function("nvme0");
      clock = NanoClock.system();
    }
    controller = NvmeController.open(function, clock, ControllerSetup.POLLED.withRecovery(LIMITS));
    queue = controller.namespace(1).openQueue(32);
    buffer = controller.dma().allocate(BLOCK_BYTES);
  }

  private void submit() {
    Objects.requireNonNull(queue).submit(read.read(0, 1).add(Objects.requireNonNull(buffer)));
  }

  private void await() throws BlockException {
    BlockQueue polled = Objects.requireNonNull(queue);
    while (read.isInFlight()) {
      polled.poll();
      if (model != null) {
        model.step();
      }
    }
    if (read.failure() != null) {
      throw read.failure();
    }
  }

  /** The controller is reset because somebody wants that. */
  @Benchmark
  public void reset() throws NvmeException, BlockException {
    submit();
    Objects.requireNonNull(controller).reset("a benchmark");
    await();
  }

  /**
   * A command is lost, which shows after 2 ms; the controller is asked to abort it, does not in 0.5
   * ms, and is reset. On the model only.
   */
  @Benchmark
  public void lostCommand() throws BlockException {
    if (model == null) {
      throw new IllegalStateException("QEMU loses no command: -p device=model");
    }
    boolean[] lost = {false};
    model
        .controller()
        .setFaults(
            (_, _) -> {
              Fault fault = lost[0] ? null : new Fault.Swallow();
              lost[0] = true;
              return fault;
            });
    submit();
    await();
  }

  /** Ends all. */
  @TearDown
  public void stop() throws IOException {
    Objects.requireNonNull(queue).close();
    Objects.requireNonNull(buffer).close();
    Objects.requireNonNull(controller).close();
    if (client != null) {
      client.close();
    }
    if (lab != null) {
      lab.close();
    }
  }
}
