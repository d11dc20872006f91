package dev.orion.benchmarks;

import dev.orion.nvme.spec.CompletionQueueEntry;
import dev.orion.nvme.spec.NvmOpcode;
import dev.orion.nvme.spec.SubmissionQueueEntry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** That layouts fold: an entry costs its stores, and nothing else. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 1,
    jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"})
public class EntryBenchmark {

  private static final int ENTRIES = 64;
  private static final int READ = NvmOpcode.READ.code();

  private final MemorySegment queue =
      Arena.ofAuto().allocate(ENTRIES * SubmissionQueueEntry.SIZE_BYTES, 4096);
  private int index;

  /** For JMH. */
  public EntryBenchmark() {}

  /** Writes a read of one page: all 64 bytes. */
  @Benchmark
  public void writeReadCommand() {
    index = (index + 1) & (ENTRIES - 1);
    long entry = (long) index * SubmissionQueueEntry.SIZE_BYTES;
    SubmissionQueueEntry.clear(queue, entry);
    int cdw0 =
        SubmissionQueueEntry.cdw0(
            READ, SubmissionQueueEntry.FUSE_NORMAL, SubmissionQueueEntry.PSDT_PRP, index);
    SubmissionQueueEntry.setCdw0AndNsid(queue, entry, cdw0, 1);
    SubmissionQueueEntry.setPrp1(queue, entry, 0x1000L * index);
    SubmissionQueueEntry.setPrp2(queue, entry, 0);
    SubmissionQueueEntry.setCdw10And11(queue, entry, index);
    SubmissionQueueEntry.setCdw12(queue, entry, 0);
    SubmissionQueueEntry.setCdw13(queue, entry, 0);
  }

  /** Looks at a completion queue entry that has not arrived. */
  @Benchmark
  public int lookForCompletion() {
    return CompletionQueueEntry.phase(CompletionQueueEntry.dword3Acquire(queue, 0));
  }
}
