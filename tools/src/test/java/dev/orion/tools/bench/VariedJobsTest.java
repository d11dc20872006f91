package dev.orion.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.orion.block.BlockOperation;
import dev.orion.tools.bench.InterceptedDevice.Submitted;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Jobs with several block sizes, limited rates, and several devices. */
class VariedJobsTest {
  private static final int BLOCK = 512;
  private static final long SIZE = 4 << 20;

  private final long seed = ThreadLocalRandom.current().nextLong();
  private final InterceptedDevice device = new InterceptedDevice(SIZE, BLOCK);

  @AfterEach
  void allDmaMemoryIsBack() {
    assertThat(device.dma().allocatedBytes()).isZero();
    device.close();
  }

  /** fio 3.33 with the same options made 58.7% and 41.3% of 3,558 I/Os. */
  @Test
  void splitSizesComeAsOftenAsAskedFor() throws IOException {
    run(
        BenchJob.builder(IoPattern.RANDREAD)
            .blockSizes(BlockSizes.parseSplit("4k/60:64k/40"))
            .ioSizeBytes(100 << 20)
            .randomMap(false));
    List<Submitted> ios = device.submitted();
    double small = ios.stream().filter(io -> io.blockCount() == 8).count();
    assertThat(small / ios.size()).as("seed %d", seed).isCloseTo(0.6, within(0.05));
    assertThat(ios).allSatisfy(io -> assertThat(io.block() % 8).isZero());
  }

  @Test
  void rangeHasAllMultiplesAndDirectionsHaveSizesOfTheirOwn() throws IOException {
    run(
        BenchJob.builder(IoPattern.READWRITE)
            .blockSizes(BlockSizes.parseRange("1k-4k,8k-8k"))
            .ioSizeBytes(16 << 20));
    assertThat(device.submitted(BlockOperation.READ))
        .extracting(Submitted::blockCount)
        .contains(2L, 4L, 6L, 8L);
    assertThat(device.submitted(BlockOperation.WRITE))
        .extracting(Submitted::blockCount)
        .containsOnly(16L);
  }

  @Test
  void sequentialIosOfSeveralSizesFollowEachOther() throws IOException {
    run(BenchJob.builder(IoPattern.READ).blockSizes(BlockSizes.parseSplit("512/50:3k/50")));
    long next = 0;
    for (Submitted io : device.submitted()) {
      assertThat(io.block()).as("seed %d", seed).isEqualTo(next);
      next += io.blockCount();
    }
    assertThat(next).isEqualTo(SIZE / BLOCK);
  }

  @Test
  void severalSizesAreVerified() throws IOException {
    BenchResult result =
        run(
            BenchJob.builder(IoPattern.WRITE)
                .blockSizes(BlockSizes.parseSplit("512/50:8k/50"))
                .verify(VerifyMethod.CRC32C));
    assertThat(result.failures()).isEmpty();
    assertThat(result.total().read().ioBytes()).isEqualTo(SIZE);
    assertThat(
            run(BenchJob.builder(IoPattern.READ)
                    .blockSizes(BlockSizes.parseSplit("512/50:8k/50"))
                    .verify(VerifyMethod.CRC32C))
                .failures())
        .as("the same job that only reads, with the same seed %d", seed)
        .isEmpty();
  }

  /** fio 3.33 made 87.5% of I/Os follow with randread:8, and 69.4% with percentage_random=30. */
  @Test
  void runsAndPercentagesFollowTheIoBefore() throws IOException {
    assertThat(following(BenchJob.builder(IoPattern.RANDREAD).randomRun(8)))
        .isCloseTo(0.875, within(0.02));
    assertThat(following(BenchJob.builder(IoPattern.RANDREAD).randomPercent(30)))
        .isCloseTo(0.7, within(0.05));
  }

  private double following(BenchJobBuilder job) throws IOException {
    device.queues.clear();
    run(job.blockSizeBytes(BLOCK).randomMap(false));
    List<Submitted> ios = device.submitted();
    int count = 0;
    for (int index = 1; index < ios.size(); index++) {
      Submitted before = ios.get(index - 1);
      if (ios.get(index).block() == before.block() + before.blockCount()) {
        count++;
      }
    }
    return (double) count / ios.size();
  }

  @Test
  void rateIsKeptAndWaitingCountsAsResponseTime() throws IOException {
    device.beforePoll(queue -> pauseIfBusy(queue.inFlight()));
    BenchResult result =
        run(
            BenchJob.builder(IoPattern.RANDREAD)
                .rates(new Rates(PerDirection.all(0L), PerDirection.all(100_000L), false))
                .numberIos(500));
    DirectionResult read = result.total().read();
    assertThat(read.ioCount()).isEqualTo(500);
    assertThat(read.response().count()).isEqualTo(500);
    assertThat(read.response().maxNanos())
        .as("500 I/Os of at least 100 us each, of which the last was to start after 5 ms")
        .isGreaterThan(40_000_000);
    assertThat(read.latency().nanosAtPercentile(50))
        .isLessThan(read.response().nanosAtPercentile(50));
  }

  /** A device that takes 100 us an I/O. */
  private static void pauseIfBusy(int inFlight) {
    long start = System.nanoTime();
    while (inFlight > 0 && System.nanoTime() - start < 100_000) {
      Thread.onSpinWait();
    }
  }

  @Test
  void noIoStartsBeforeItsTime() throws IOException {
    BenchResult result =
        run(
            BenchJob.builder(IoPattern.RANDREAD)
                .ioDepth(16)
                .rates(new Rates(PerDirection.all(1L << 20), PerDirection.all(0L), false))
                .region(0, 128 << 10));
    assertThat(result.total().runtime())
        .as("the last of 32 I/Os of 4 KiB at 1 MiB a second")
        .isGreaterThanOrEqualTo(Duration.ofMillis(31 * 1000 / 256));
    assertThat(result.total().read().ioBytes()).isEqualTo(128 << 10);
  }

  @Test
  void ratesOfBothDirectionsMakeTheMix() throws IOException {
    BenchResult result =
        run(
            BenchJob.builder(IoPattern.RANDRW)
                .rwMixReadPercent(50)
                .rates(
                    new Rates(
                        PerDirection.all(0L), new PerDirection<>(80_000L, 20_000L, 0L), true)));
    double reads = result.total().read().ioCount();
    double all = reads + result.total().write().ioCount();
    assertThat(reads / all).as("seed %d", seed).isCloseTo(0.8, within(0.08));
  }

  @Test
  void devicesShareDepthAndAmounts() throws IOException {
    try (InterceptedDevice other = new InterceptedDevice(SIZE, BLOCK)) {
      BenchJob job = BenchJob.builder(IoPattern.RANDREAD).ioDepth(5).numberIos(100).build();
      BenchResult result =
          new BenchRunner(
                  List.of(new BenchTask(job, List.of(device, other))), BenchProgress.Listener.NONE)
              .run();
      assertThat(List.of(device.mostInFlight, other.mostInFlight)).containsExactly(3, 2);
      assertThat(device.submitted()).hasSize(50);
      assertThat(other.submitted()).hasSize(50).isNotEqualTo(device.submitted());
      assertThat(result.total().read().ioCount()).isEqualTo(100);
      assertThat(result.jobs()).hasSize(1);
    }
  }

  private BenchResult run(BenchJobBuilder job) throws IOException {
    return new BenchRunner(device, job.randSeed(seed).build(), BenchProgress.Listener.NONE).run();
  }
}
