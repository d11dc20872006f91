package dev.orion.benchmarks;

import dev.orion.nvme.NvmeController;
import dev.orion.nvme.Zones;
import dev.orion.nvme.spec.ZoneReceiveAction;
import dev.orion.nvme.spec.ZoneReportingOption;
import dev.orion.nvme.zoned.ZoneResources;
import dev.orion.simulation.model.BlockStore;
import dev.orion.simulation.model.InProcessModel;
import dev.orion.simulation.model.ModelZones;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * An operation is a report of a million zones, of the model controller in the same thread: what the
 * driver and the model's copying take together. {@code -prof gc} says in how much memory.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class ZoneReportBenchmark {

  private static final int BLOCK_BYTES = 4096;
  private static final long ZONE_BLOCKS = 1024;
  private static final long ZONE_COUNT = 1_000_000;

  private @Nullable NvmeController controller;
  private @Nullable Zones zones;

  /** For JMH. */
  public ZoneReportBenchmark() {}

  /** Brings the controller up. */
  @Setup
  public void start() throws IOException {
    BlockStore store = new BlockStore.Null(ZONE_COUNT * ZONE_BLOCKS * BLOCK_BYTES);
    InProcessModel model = new InProcessModel(store, BLOCK_BYTES, 16 << 20);
    new ModelZones(model.controller(), store, BLOCK_BYTES, ZONE_BLOCKS, ZONE_BLOCKS, 8, 8, 0);
    controller = NvmeController.open(model, model);
    zones = Zones.of(controller, 1);
  }

  /** Shuts the controller down. */
  @TearDown
  public void stop() throws IOException {
    Objects.requireNonNull(controller).close();
  }

  /** Looks at each zone. */
  @Benchmark
  public long visit() throws IOException {
    long[] sum = {0};
    Objects.requireNonNull(zones)
        .visit(
            ZoneReceiveAction.REPORT_ZONES,
            0,
            ZoneReportingOption.ALL,
            Zones.ALL,
            zone -> sum[0] += zone.writePointer() + zone.state().code());
    return sum[0];
  }

  /** Keeps each zone's state. */
  @Benchmark
  public ZoneResources resources() throws IOException {
    return ZoneResources.of(Objects.requireNonNull(zones));
  }
}
