package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orion.block.BlockException;
import dev.orion.block.BlockOperation;
import dev.orion.block.BlockRequest;
import dev.orion.block.Geometry;
import dev.orion.block.MemoryBlockDevice;
import dev.orion.tools.bench.InterceptedDevice.Fate;
import dev.orion.tools.bench.InterceptedDevice.Submitted;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BenchRunnerTest {
  private static final int BLOCK = 512;
  private static final long SIZE = 1 << 20;

  private final InterceptedDevice device = new InterceptedDevice(SIZE, BLOCK);

  @AfterEach
  void allDmaMemoryIsBack() {
    assertThat(device.dma().allocatedBytes()).isZero();
    device.close();
  }

  @ParameterizedTest
  @EnumSource
  void everyJobDoesTheSizeInsideTheRegion(IoPattern pattern) throws IOException {
    BenchResult result =
        run(
            BenchJob.builder(pattern)
                .blockSizeBytes(4096)
                .region(64 << 10, 128 << 10)
                .ioDepth(5)
                .numJobs(3)
                .build());
    assertThat(result.failures()).isEmpty();
    assertThat(result.stopped()).isFalse();
    assertThat(device.queues).hasSize(3).allSatisfy(queue -> assertThat(queue).hasSize(32));
    assertThat(device.submitted())
        .allSatisfy(
            io -> {
              assertThat(io.blockCount()).isEqualTo(8);
              assertThat(io.block()).isBetween(128L, 128L + 256 - 8);
              assertThat((io.block() - 128) % 8).isZero();
            });
    for (IoDirection direction : IoDirection.DATA_DIRECTIONS) {
      int count = device.submitted(direction.operation()).size();
      assertThat(result.total().direction(direction).ioCount()).isEqualTo(count);
      assertThat(result.total().direction(direction).ioBytes()).isEqualTo(count * 4096L);
      assertThat(result.total().direction(direction).latency().count()).isEqualTo(count);
      assertThat(count > 0).isEqualTo(pattern.has(direction));
    }
  }

  @Test
  void withoutSizeItGoesToTheEndAndLeavesARemainderAlone() throws IOException {
    BenchResult result =
        run(BenchJob.builder(IoPattern.READ).blockSizeBytes(3 * BLOCK).region(BLOCK, 0).build());
    List<Submitted> reads = device.queues.getFirst();
    assertThat(reads).extracting(Submitted::block).containsExactlyElementsOf(steps(1, 3, 682));
    assertThat(BenchRunner.region(result.total().job(), device))
        .isEqualTo(new BenchResult.Region(BLOCK, 682L * 3 * BLOCK));
  }

  @Test
  void sequentialMixGoesOnInEachDirectionWhereThatLeftOff() throws IOException {
    run(BenchJob.builder(IoPattern.READWRITE).blockSizeBytes(BLOCK).ioDepth(7).build());
    for (BlockOperation operation : List.of(BlockOperation.READ, BlockOperation.WRITE)) {
      List<Submitted> ios = device.submitted(operation);
      assertThat(ios)
          .extracting(Submitted::block)
          .containsExactlyElementsOf(steps(0, 1, ios.size()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"RANDREAD", "RANDWRITE", "RANDRW"})
  void randomOrderVisitsEveryBlockOnce(IoPattern pattern) throws IOException {
    run(BenchJob.builder(pattern).blockSizeBytes(BLOCK).build());
    assertThat(device.submitted()).hasSize(2048);
    assertThat(device.submitted()).extracting(Submitted::block).doesNotHaveDuplicates();
    assertThat(device.submitted().stream().map(Submitted::block).toList())
        .isNotEqualTo(steps(0, 1, 2048));
  }

  @Test
  void withoutRandomMapSomeBlocksComeTwice() throws IOException {
    run(BenchJob.builder(IoPattern.RANDREAD).blockSizeBytes(BLOCK).randomMap(false).build());
    assertThat(Set.copyOf(device.submitted())).hasSizeLessThan(2048);
  }

  @Test
  void mixIsWithinFiveStandardDeviationsOfTheBinomialDistribution() throws IOException {
    int ios = 0;
    int reads = 0;
    for (int seed = 0; seed < 20; seed++) {
      device.queues.clear();
      run(
          BenchJob.builder(IoPattern.RANDRW)
              .blockSizeBytes(BLOCK)
              .rwMixReadPercent(70)
              .randSeed(seed)
              .build());
      ios += device.submitted().size();
      reads += device.submitted(BlockOperation.READ).size();
    }
    double deviation = Math.sqrt(ios * 0.7 * 0.3);
    assertThat((double) reads).isBetween(ios * 0.7 - 5 * deviation, ios * 0.7 + 5 * deviation);
  }

  @Test
  void mixOfNothingAndOfAllIsExact() throws IOException {
    run(BenchJob.builder(IoPattern.RANDRW).rwMixReadPercent(100).build());
    assertThat(device.submitted(BlockOperation.WRITE)).isEmpty();
    run(BenchJob.builder(IoPattern.READWRITE).rwMixReadPercent(0).build());
    assertThat(device.submitted(BlockOperation.READ)).hasSize(256);
    assertThat(device.submitted(BlockOperation.WRITE)).hasSize(256);
  }

  @Test
  void sameSeedSameIosAndOtherSeedOrThreadOthers() throws IOException {
    BenchJobBuilder job = BenchJob.builder(IoPattern.RANDRW).ioDepth(4).numJobs(2).randSeed(11);
    run(job.build());
    run(job.build());
    run(job.randSeed(12).build());
    assertThat(device.queues.get(2)).isEqualTo(device.queues.get(0));
    assertThat(device.queues.get(3)).isEqualTo(device.queues.get(1));
    assertThat(device.queues.get(1)).isNotEqualTo(device.queues.get(0));
    assertThat(device.queues.get(4)).isNotEqualTo(device.queues.get(0));
  }

  @Test
  void keepsAsManyInFlightAsAskedFor() throws IOException {
    BenchResult result = run(BenchJob.builder(IoPattern.READ).ioDepth(17).build());
    assertThat(device.mostInFlight).isEqualTo(17);
    assertThat(result.total().ioDepth()).isEqualTo(17);
  }

  @Test
  void makesDoWithTheDepthThatTheDeviceGrants() throws IOException {
    try (InterceptedDevice shallow = new InterceptedDevice(SIZE, BLOCK, 3)) {
      BenchResult result =
          new BenchRunner(
                  shallow,
                  BenchJob.builder(IoPattern.READ).ioDepth(64).build(),
                  BenchProgress.Listener.NONE)
              .run();
      assertThat(shallow.mostInFlight).isEqualTo(3);
      assertThat(result.total().ioDepth()).isEqualTo(3);
      assertThat(result.total().read().ioCount()).isEqualTo(256);
    }
  }

  @Test
  void flushesAfterEveryFewWrites() throws IOException {
    BenchResult result = run(BenchJob.builder(IoPattern.WRITE).syncInterval(10).build());
    List<BlockOperation> operations =
        device.submitted().stream().map(Submitted::operation).toList();
    assertThat(operations).hasSize(256 + 25);
    for (int index = 0; index < operations.size(); index++) {
      assertThat(operations.get(index) == BlockOperation.FLUSH).isEqualTo(index % 11 == 10);
    }
    assertThat(result.total().syncLatency().count()).isEqualTo(25);
    assertThat(result.total().write().ioCount()).isEqualTo(256);
  }

  @Test
  void failingIoEndsItsJobWithTheDevicesMessageWhileOthersGoOn() throws IOException {
    AtomicInteger count = new AtomicInteger();
    device.decide(_ -> count.incrementAndGet() == 100 ? Fate.FAIL : Fate.DO);
    BenchResult result = run(BenchJob.builder(IoPattern.RANDREAD).numJobs(2).ioDepth(4).build());
    assertThat(result.failures())
        .singleElement()
        .isInstanceOfSatisfying(
            BlockException.class, failure -> assertThat(failure).hasMessageEndingWith("worn out"));
    assertThat(result.jobs()).extracting(job -> job.read().ioCount()).contains(256L);
    assertThat(result.total().read().ioCount()).isLessThan(512);
  }

  @Test
  void timeBasedRunBeginsAgainUntilTheTimeIsOver() throws IOException {
    Duration runtime = Duration.ofMillis(100);
    AtomicInteger polls = new AtomicInteger();
    device.beforePoll(_ -> polls.incrementAndGet());
    BenchResult result =
        run(
            BenchJob.builder(IoPattern.READ)
                .region(0, 4096)
                .runtime(runtime)
                .timeBased(true)
                .build());
    assertThat(result.total().read().runtime()).isGreaterThanOrEqualTo(runtime);
    assertThat(result.total().read().ioCount()).isEqualTo(polls.get()).isGreaterThan(1);
  }

  @Test
  void rampTimeDoesNotCount() throws IOException {
    BenchResult result =
        run(
            BenchJob.builder(IoPattern.READ)
                .rampTime(Duration.ofMillis(50))
                .region(0, 64 << 10)
                .build());
    assertThat(result.total().read().ioCount()).isEqualTo(16);
    assertThat(device.submitted()).hasSizeGreaterThan(16);
  }

  @Test
  void stopEndsEarlyAndKeepsTheResults() throws IOException {
    BenchRunner[] runner = new BenchRunner[1];
    AtomicInteger polls = new AtomicInteger();
    device.beforePoll(
        _ -> {
          if (polls.incrementAndGet() == 1000) {
            runner[0].stop();
          }
        });
    runner[0] =
        new BenchRunner(
            device,
            BenchJob.builder(IoPattern.RANDREAD)
                .runtime(Duration.ofDays(1))
                .timeBased(true)
                .build(),
            BenchProgress.Listener.NONE);
    BenchResult result = runner[0].run();
    assertThat(result.stopped()).isTrue();
    assertThat(result.total().read().ioCount()).isEqualTo(1000);
  }

  @Test
  void reportsProgressAndSamplesRates() throws IOException {
    AtomicInteger reports = new AtomicInteger();
    BenchResult result =
        new BenchRunner(
                device,
                BenchJob.builder(IoPattern.RANDREAD)
                    .runtime(Duration.ofMillis(1200))
                    .timeBased(true)
                    .build(),
                progress -> {
                  reports.incrementAndGet();
                  assertThat(progress.phase()).isEqualTo(BenchProgress.Phase.RUN);
                  assertThat(progress.fractionDone()).isBetween(0.0, 1.0);
                  assertThat(progress.iops().of(IoDirection.READ)).isPositive();
                })
            .run();
    assertThat(reports).hasPositiveValue();
    RateSamples rates = result.total().read().rates();
    assertThat(rates.count()).isPositive();
    assertThat(rates.mean()).isBetween(rates.min(), rates.max());
  }

  @Test
  void listenerThatFailsDoesNotLeaveThreadsBehind() {
    BenchJob job =
        BenchJob.builder(IoPattern.READ).runtime(Duration.ofDays(1)).timeBased(true).build();
    BenchRunner runner =
        new BenchRunner(
            device,
            job,
            _ -> {
              throw new IllegalStateException("no");
            });
    assertThatThrownBy(runner::run).hasMessage("no");
  }

  @ParameterizedTest
  @EnumSource(names = {"WRITE", "RANDWRITE", "READWRITE", "RANDRW"})
  void verifyReadsBackAllThatWasWritten(IoPattern pattern) throws IOException {
    BenchResult result = run(verifying(pattern).ioDepth(4).build());
    assertThat(result.failures()).isEmpty();
    Set<Long> written = blocks(device.submitted(BlockOperation.WRITE));
    List<Submitted> ios = device.submitted();
    List<Submitted> afterwards = ios.subList(256, ios.size());
    assertThat(afterwards).allMatch(io -> io.operation() == BlockOperation.READ);
    assertThat(blocks(afterwards)).isEqualTo(written);
    assertThat(run(verifying(IoPattern.READ).region(0, 0).build()).failures().isEmpty())
        .as("whether all blocks have been written")
        .isEqualTo(!pattern.isMixed());
  }

  @Test
  void verifyFindsAByteThatChangesOnItsWay() throws IOException {
    device.decide(
        request -> {
          if (request.operation() == BlockOperation.WRITE && request.block() == 800) {
            byte written = firstBuffer(request)[1000];
            setFirstBuffer(request, 1000, (byte) (written ^ 0x10));
          }
          return Fate.DO;
        });
    BenchResult result = run(verifying(IoPattern.RANDWRITE).build());
    assertThat(result.failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .hasMessageStartingWith(
                        "mem:test: wrong data at offset %d: byte 1000 of the I/O of 4096 bytes"
                            .formatted(800 * BLOCK + 1000)));
  }

  @Test
  void verifyFindsAWriteThatNeverArrived() throws IOException {
    assertThat(run(verifying(IoPattern.WRITE).build()).failures()).isEmpty();
    device.decide(
        request ->
            request.operation() == BlockOperation.WRITE && request.block() == 80
                ? Fate.PRETEND
                : Fate.DO);
    assertThat(run(verifying(IoPattern.WRITE).build()).failures())
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure)
                    .hasMessageContaining("at offset " + 80 * BLOCK)
                    .hasMessageContaining("an earlier run wrote it"));
  }

  @Test
  void jobThatDoesNotFitSaysWhy() {
    assertMisfit(BenchJob.builder(IoPattern.READ).blockSizeBytes(1000), "blocks of 512 bytes");
    assertMisfit(BenchJob.builder(IoPattern.READ).region(100, 0), "--offset=100");
    assertMisfit(BenchJob.builder(IoPattern.READ).region(SIZE, 0), "goes beyond");
    assertMisfit(BenchJob.builder(IoPattern.READ).region(BLOCK, SIZE), "goes beyond");
    assertMisfit(BenchJob.builder(IoPattern.READ).region(0, 1024), "does not fit into");
    Geometry plain = Geometry.conventional(512, 100, 100, Set.of());
    try (MemoryBlockDevice noDiscard = new MemoryBlockDevice("mem:plain", plain)) {
      BenchJob job = BenchJob.builder(IoPattern.TRIM).build();
      assertThatThrownBy(() -> new BenchRunner(noDiscard, job, BenchProgress.Listener.NONE))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot discard");
    }
  }

  private void assertMisfit(BenchJobBuilder job, String message) {
    BenchJob built = job.build();
    assertThatThrownBy(() -> new BenchRunner(device, built, BenchProgress.Listener.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mem:test")
        .hasMessageContaining(message);
  }

  @Test
  void queueThatCannotBeOpenedFailsTheRunAndGivesMemoryBack() {
    AtomicBoolean granted = new AtomicBoolean();
    BlockException refusal = new BlockException(BlockException.Kind.REFUSED, "no queue left");
    assertThatThrownBy(
            () ->
                new BenchRunner(
                        new OneQueueDevice(device, granted, refusal),
                        BenchJob.builder(IoPattern.READ).numJobs(2).build(),
                        BenchProgress.Listener.NONE)
                    .run())
        .isSameAs(refusal);
    assertThat(granted).isTrue();
  }

  private BenchResult run(BenchJob job) throws IOException {
    return new BenchRunner(device, job, BenchProgress.Listener.NONE).run();
  }

  private static BenchJobBuilder verifying(IoPattern pattern) {
    return BenchJob.builder(pattern).verify(VerifyMethod.CRC32C);
  }

  private static List<Long> steps(long start, long step, long count) {
    return LongStream.range(0, count).mapToObj(index -> start + index * step).toList();
  }

  private static Set<Long> blocks(List<Submitted> ios) {
    return Set.copyOf(ios.stream().map(Submitted::block).distinct().toList());
  }

  private static byte[] firstBuffer(BlockRequest request) {
    return request.segmentBuffer(0).segment().toArray(ValueLayout.JAVA_BYTE);
  }

  private static void setFirstBuffer(BlockRequest request, long at, byte value) {
    request.segmentBuffer(0).segment().set(ValueLayout.JAVA_BYTE, at, value);
  }
}
