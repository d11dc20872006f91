package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.BlockException;
import dev.orion.block.BlockQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One thread of a job: keeps its I/Os in flight on a queue of its own.
 *
 * <p>The clock is read once per poll that completed something. That reading ends the latency of all
 * I/Os completed by that poll, and begins that of all I/Os submitted next, so that a latency spans
 * building and sending the command, the device's work, and noticing its end, and is up to one batch
 * too long. The path of an I/O allocates nothing, locks nothing and divides nothing.
 */
final class BenchWorker implements Runnable, AutoCloseable {
  private final BlockDevice device;
  private final BenchJob job;
  private final IoRegion region;
  private final AtomicBoolean stopRequested;
  private final long runTag;
  private final @Nullable Long runTagToExpect;
  private final BlockQueue queue;
  private final IoSlot[] slots;
  private final IoStream.Workload workload;
  private final int jobIndex;
  private final JobStats stats = new JobStats();
  private final VerifyPattern pattern = new VerifyPattern();
  private final CountDownLatch ended = new CountDownLatch(1);

  /** Slots completed by the poll under way. */
  private final IoSlot[] ready;

  private int readyCount;
  private boolean verifyReads;
  private boolean ramping;
  private long measuredFromNanos;
  private long workloadNanos;
  private long readBackNanos;
  private volatile boolean readingBack;
  private ThreadUsage usageBefore = ThreadUsage.ZERO;
  private ThreadUsage usage = ThreadUsage.ZERO;
  private @Nullable IOException failure;
  private @Nullable Throwable defect;

  /**
   * Opens the queue and allocates the buffers. The thread that calls {@link #run} owns the queue
   * from then on.
   *
   * @param runTag tag of what is written to be verified, one for all threads of the run
   * @param stopRequested ends the work early, after the I/Os in flight
   * @throws IOException if the device has no queue left
   */
  BenchWorker(
      BlockDevice device,
      BenchJob job,
      int jobIndex,
      IoRegion region,
      long runTag,
      AtomicBoolean stopRequested)
      throws IOException {
    this.device = device;
    this.job = job;
    this.jobIndex = jobIndex;
    this.region = region;
    this.runTag = runTag;
    this.stopRequested = stopRequested;
    runTagToExpect = job.pattern().has(IoDirection.WRITE) ? runTag : null;
    workload = new IoStream.Workload(job, jobIndex, region);
    queue = device.openQueue(job.ioDepth());
    slots = new IoSlot[Math.min(job.ioDepth(), queue.depth())];
    ready = new IoSlot[slots.length];
    SplitMix64 content = new SplitMix64(SplitMix64.derive(job.randSeed(), ~jobIndex));
    try {
      for (int index = 0; index < slots.length; index++) {
        slots[index] = new IoSlot(device.dma().allocate(job.blockSizeBytes()), this::completed);
        slots[index].fillRandomly(content);
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void run() {
    try {
      usageBefore = ThreadUsage.ofCurrentThread();
      runWorkload();
      if (job.verify() != VerifyMethod.NONE
          && job.pattern().has(IoDirection.WRITE)
          && failure == null
          && !stopRequested.get()) {
        runReadBack();
      }
      usage = ThreadUsage.ofCurrentThread().minus(usageBefore);
    } catch (RuntimeException | Error e) {
      defect = e;
    } finally {
      closeQueue();
      ended.countDown();
    }
  }

  private void runWorkload() {
    long startNanos = System.nanoTime();
    long rampNanos = job.rampTime().toNanos();
    ramping = rampNanos > 0;
    measuredFromNanos = startNanos;
    verifyReads = job.verify() != VerifyMethod.NONE && !job.pattern().has(IoDirection.WRITE);
    long runtimeNanos = job.runtime().isZero() ? Long.MAX_VALUE : job.runtime().toNanos();
    workloadNanos = keepInFlight(workload, startNanos, rampNanos, runtimeNanos) - measuredFromNanos;
  }

  private void runReadBack() {
    readingBack = true;
    verifyReads = true;
    long startNanos = System.nanoTime();
    IoStream stream = new IoStream.ReadBack(job, jobIndex, region, workload.issued());
    readBackNanos = keepInFlight(stream, startNanos, 0, Long.MAX_VALUE) - startNanos;
  }

  /** Works until the stream or the time is over and nothing is in flight; returns the time then. */
  private long keepInFlight(IoStream stream, long startNanos, long rampNanos, long runtimeNanos) {
    long now = startNanos;
    submit(slots, slots.length, stream, now);
    while (queue.inFlight() > 0) {
      queue.poll();
      int completed = readyCount;
      if (completed == 0) {
        Thread.onSpinWait();
        continue;
      }
      readyCount = 0;
      now = System.nanoTime();
      for (int index = 0; index < completed; index++) {
        finish(ready[index], now);
      }
      stats.depths().recordComplete(completed);
      if (ramping && now - startNanos >= rampNanos) {
        endRamp(now);
      }
      boolean over = !ramping && now - measuredFromNanos >= runtimeNanos;
      if (!over && failure == null && !stopRequested.get()) {
        submit(ready, completed, stream, now);
      }
    }
    return now;
  }

  private void submit(IoSlot[] from, int count, IoStream stream, long now) {
    int submitted = 0;
    while (submitted < count && stream.next(from[submitted])) {
      IoSlot slot = from[submitted];
      if (slot.direction() == IoDirection.WRITE && job.verify() != VerifyMethod.NONE) {
        pattern.fill(slot.data(), slot.bytes(), offsetBytes(slot), runTag);
      }
      slot.submittedAt(now);
      if (!queue.submit(slot.request())) {
        throw new IllegalStateException(
            "%s took less than the %d requests that its queue grants"
                .formatted(device.name(), queue.depth()));
      }
      submitted++;
    }
    if (submitted > 0) {
      stats.depths().recordSubmit(submitted, queue.inFlight());
    }
  }

  private void completed(IoSlot slot) {
    ready[readyCount++] = slot;
  }

  private void finish(IoSlot slot, long now) {
    BlockException blockFailure = slot.request().failure();
    if (blockFailure != null) {
      fail(blockFailure);
      return;
    }
    stats.record(slot.direction(), now - slot.submitNanos());
    if (verifyReads && slot.direction() == IoDirection.READ) {
      String wrong = pattern.check(slot.data(), slot.bytes(), offsetBytes(slot), runTagToExpect);
      if (wrong != null) {
        fail(new BlockException(BlockException.Kind.DATA_CORRUPTED, device.name() + ": " + wrong));
      }
    }
  }

  private void fail(IOException reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  private void endRamp(long now) {
    ramping = false;
    measuredFromNanos = now;
    usageBefore = ThreadUsage.ofCurrentThread();
    stats.reset();
    workload.endRamp();
  }

  private long offsetBytes(IoSlot slot) {
    return slot.request().block() * device.geometry().blockSizeBytes();
  }

  private void closeQueue() {
    try {
      queue.close();
    } catch (IOException e) {
      fail(e);
    }
  }

  /** Waits for the end of {@link #run}, at most this long; returns whether it has come. */
  boolean awaitEnd(long timeoutNanos) throws InterruptedException {
    return ended.await(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** What was measured; counts are for any thread, the rest only after the end. */
  JobStats stats() {
    return stats;
  }

  /** Whether what was written is now read to verify it. For any thread. */
  boolean isReadingBack() {
    return readingBack;
  }

  /**
   * The result, after the end.
   *
   * @param rates sampled from outside
   */
  JobResult result(Map<IoDirection, RateSamples> rates) {
    if (defect != null) {
      throw new IllegalStateException("job %d: %s".formatted(jobIndex, defect), defect);
    }
    long readNanos = (job.pattern().has(IoDirection.READ) ? workloadNanos : 0) + readBackNanos;
    return new JobResult(
        directionResult(IoDirection.READ, readNanos, rates),
        directionResult(IoDirection.WRITE, workloadNanos, rates),
        directionResult(IoDirection.TRIM, workloadNanos, rates),
        stats.latency(IoDirection.SYNC),
        Duration.ofNanos(workloadNanos + readBackNanos),
        slots.length,
        stats.depths(),
        usage,
        failure);
  }

  private DirectionResult directionResult(
      IoDirection direction, long runtimeNanos, Map<IoDirection, RateSamples> rates) {
    LatencyHistogram latency = stats.latency(direction);
    long ioCount = latency.count();
    return new DirectionResult(
        ioCount,
        ioCount * job.blockSizeBytes(),
        ioCount == 0 ? Duration.ZERO : Duration.ofNanos(runtimeNanos),
        latency,
        rates.getOrDefault(direction, RateSamples.NONE));
  }

  /** Gives the queue up, if {@link #run} has not, and the buffers back. */
  @Override
  public void close() {
    closeQueue();
    for (IoSlot slot : slots) {
      if (slot != null) {
        slot.close();
      }
    }
  }
}
