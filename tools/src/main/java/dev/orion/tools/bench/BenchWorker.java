package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.nativebindings.CpuAffinity;
import dev.orion.nativebindings.ErrnoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One thread of a job: takes turns at its devices. */
final class BenchWorker implements Runnable, AutoCloseable {
  private static final long LONGEST_WAIT_NANOS = 100_000_000;

  /** As much before an I/O is due the thread stops sleeping: about what waking may take. */
  private static final long WAKE_UP_NANOS = 100_000;

  private final BenchJob job;
  private final int indexInJob;
  private final BooleanSupplier stopRequested;
  private final List<BenchLane> lanes = new ArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  private boolean ramping;
  private long startNanos;
  private long rampNanos;
  private long runtimeNanos;
  private long measuredFromNanos;
  private long workloadNanos;
  private long readBackNanos;
  private volatile boolean readingBack;
  private ThreadUsage usageBefore = ThreadUsage.ZERO;
  private ThreadUsage usage = ThreadUsage.ZERO;
  private @Nullable IOException failure;
  private @Nullable Throwable defect;

  /**
   * Opens the queues and allocates the buffers.
   *
   * @param task its job and devices
   * @param thread which of the run's threads it is
   * @param indexInJob which of the job's threads it is
   * @param runTag tag of what is written to be verified, one for all threads of the run
   * @param stopRequested ends the work early, after the I/Os in flight
   * @throws IOException if a device has no queue left
   */
  BenchWorker(
      BenchTask task, int thread, int indexInJob, long runTag, BooleanSupplier stopRequested)
      throws IOException {
    job = task.job();
    this.indexInJob = indexInJob;
    this.stopRequested = stopRequested;
    List<BlockDevice> devices = task.devices();
    try {
      for (int device = 0; device < devices.size(); device++) {
        LaneIndex lane = new LaneIndex(thread, indexInJob, device, devices.size());
        int ioDepth = (job.ioDepth() + devices.size() - 1 - device) / devices.size();
        lanes.add(new BenchLane(job, devices.get(device), lane, Math.max(1, ioDepth), runTag));
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  public void run() {
    try {
      if (!job.cpus().isAny()) {
        CpuAffinity.allow(job.cpus().ofThread(indexInJob));
      }
      usageBefore = ThreadUsage.ofCurrentThread();
      runWorkload();
      if (job.verify() != VerifyMethod.NONE
          && job.pattern().has(IoDirection.WRITE)
          && !hasFailed()
          && !stopRequested.getAsBoolean()) {
        runReadBack();
      }
      usage = ThreadUsage.ofCurrentThread().minus(usageBefore);
    } catch (ErrnoException e) {
      failure = new IOException("job '%s': %s".formatted(job.name(), e.getMessage()), e);
    } catch (RuntimeException | Error e) {
      defect = e;
    } finally {
      lanes.forEach(BenchLane::closeQueue);
      ended.countDown();
    }
  }

  private void runWorkload() {
    startNanos = System.nanoTime();
    rampNanos = job.end().rampTime().toNanos();
    ramping = rampNanos > 0;
    measuredFromNanos = startNanos;
    runtimeNanos = job.end().runtime().isZero() ? Long.MAX_VALUE : job.end().runtime().toNanos();
    lanes.forEach(lane -> lane.start(startNanos));
    work();
    workloadNanos = System.nanoTime() - measuredFromNanos;
  }

  private void runReadBack() {
    readingBack = true;
    runtimeNanos = Long.MAX_VALUE;
    long start = System.nanoTime();
    lanes.forEach(lane -> lane.startReadBack(start));
    work();
    readBackNanos = System.nanoTime() - start;
  }

  /** Works until there is nothing left to do and nothing in flight. */
  private void work() {
    BenchLane[] all = lanes.toArray(BenchLane[]::new);
    BenchLane.Pace pace = this::goesOn;
    boolean busy = true;
    while (busy) {
      boolean moved = false;
      busy = false;
      for (BenchLane lane : all) {
        moved |= lane.step(pace);
        busy |= lane.isBusy();
      }
      if (busy && !moved) {
        await(all);
      }
    }
  }

  /** With several devices there is no queue to wait for, so that looks at all go on. */
  private void await(BenchLane[] all) {
    long dueNanos = Long.MAX_VALUE;
    boolean waiting = false;
    for (BenchLane lane : all) {
      long due = lane.nextDueNanos();
      dueNanos = dueNanos == Long.MAX_VALUE || due - dueNanos < 0 ? due : dueNanos;
      waiting |= lane.isWaiting();
    }
    long nanos =
        dueNanos == Long.MAX_VALUE
            ? LONGEST_WAIT_NANOS
            : Math.min(LONGEST_WAIT_NANOS, dueNanos - System.nanoTime() - WAKE_UP_NANOS);
    if (waiting) {
      all[0].await(all.length == 1 ? Math.max(0, nanos) : 0);
    } else if (nanos > 0) {
      LockSupport.parkNanos(nanos);
    } else {
      Thread.onSpinWait();
    }
  }

  private boolean goesOn(long now) {
    if (ramping && now - startNanos >= rampNanos) {
      endRamp(now);
    }
    boolean over = !ramping && now - measuredFromNanos >= runtimeNanos;
    return !over && !hasFailed() && !stopRequested.getAsBoolean();
  }

  private void endRamp(long now) {
    ramping = false;
    measuredFromNanos = now;
    usageBefore = ThreadUsage.ofCurrentThread();
    lanes.forEach(BenchLane::endRamp);
  }

  private boolean hasFailed() {
    for (int lane = 0; lane < lanes.size(); lane++) {
      if (lanes.get(lane).failure() != null) {
        return true;
      }
    }
    return false;
  }

  /** Waits for the end of {@link #run}, at most this long; returns whether it has come. */
  boolean awaitEnd(long timeoutNanos) throws InterruptedException {
    return ended.await(timeoutNanos, TimeUnit.NANOSECONDS);
  }

  /** Whether {@link #run} has ended. For any thread. */
  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Its work on each device. */
  List<BenchLane> lanes() {
    return lanes;
  }

  /** Whether what was written is now read to verify it. For any thread. */
  boolean isReadingBack() {
    return readingBack;
  }

  /**
   * The result, after the end.
   *
   * @param groupId which group of jobs it belongs to
   * @param series rates sampled from outside
   */
  JobResult result(int groupId, RateSeries series) {
    if (defect != null) {
      throw new IllegalStateException("job '%s': %s".formatted(job.name(), defect), defect);
    }
    IOException reason = failure;
    for (BenchLane lane : lanes) {
      reason = reason == null ? lane.failure() : reason;
    }
    return new ThreadResult(job, groupId, workloadNanos, readBackNanos)
        .of(lanes, series, usage, reason);
  }

  /** Gives the queues up, if {@link #run} has not, and the buffers back. */
  @Override
  public void close() {
    lanes.forEach(BenchLane::close);
  }
}
