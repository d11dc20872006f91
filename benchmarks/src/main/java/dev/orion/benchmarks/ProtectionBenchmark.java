package dev.orion.benchmarks;

import dev.orion.nvme.protection.Guard;
import dev.orion.nvme.protection.ProtectedBlocks;
import dev.orion.nvme.protection.ProtectionFormat;
import dev.orion.nvme.protection.ProtectionInformation;
import dev.orion.nvme.protection.ProtectionMismatch;
import dev.orion.nvme.protection.ProtectionTags;
import dev.orion.nvme.spec.NvmCommand;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How fast protection information is generated and checked. An operation is a byte of data, so that
 * operations a nanosecond are GB/s.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class ProtectionBenchmark {

  private static final int DATA_BYTES = 128 << 10;
  private static final int METADATA_BYTES = 16;
  private static final int STORAGE_TAG_BITS = 16;
  private static final int CHECKS = NvmCommand.PRCHK_GUARD | NvmCommand.PRCHK_REFERENCE_TAG;

  @Param Guard guard = Guard.CRC_16;

  @Param({"512", "4096"})
  int blockBytes;

  private final ProtectionTags tags = ProtectionTags.ofReference(7);
  private @Nullable ProtectionInformation information;
  private @Nullable ProtectedBlocks blocks;

  /** For JMH. */
  public ProtectionBenchmark() {}

  /** Makes the blocks of a command of 128 KiB. */
  @Setup
  public void protect() {
    ProtectionFormat format =
        new ProtectionFormat(1, guard, STORAGE_TAG_BITS, -1, true, blockBytes, METADATA_BYTES);
    information = new ProtectionInformation(format);
    blocks =
        ProtectedBlocks.separate(
            format,
            Arena.ofAuto().allocate(DATA_BYTES, blockBytes).fill((byte) 0x5a),
            Arena.ofAuto().allocate((long) DATA_BYTES / blockBytes * METADATA_BYTES, 8));
    information.generate(blocks, tags);
  }

  /** Writes every tuple. */
  @Benchmark
  @OperationsPerInvocation(DATA_BYTES)
  public void generate() {
    if (information != null && blocks != null) {
      information.generate(blocks, tags);
    }
  }

  /** Checks guard and reference tag of every tuple, which are right. */
  @Benchmark
  @OperationsPerInvocation(DATA_BYTES)
  public @Nullable ProtectionMismatch check() {
    return information == null || blocks == null ? null : information.check(blocks, tags, CHECKS);
  }
}
