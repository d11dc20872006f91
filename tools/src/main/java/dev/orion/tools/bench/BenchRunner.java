package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.Geometry;
import dev.orion.pci.DmaExhaustedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Runs a {@link BenchJob} on an open device: a thread and a queue for each of its jobs. The thread
 * that calls {@link #run} samples rates and reports progress meanwhile.
 */
public final class BenchRunner {
  private final BlockDevice device;
  private final BenchJob job;
  private final IoRegion region;
  private final BenchProgress.Listener listener;
  private final AtomicBoolean stopRequested = new AtomicBoolean();

  /**
   * A run, to be started once.
   *
   * @param device stays open, and the caller's to close
   * @throws IllegalArgumentException if the job does not fit the device, with what to change
   */
  public BenchRunner(BlockDevice device, BenchJob job, BenchProgress.Listener listener) {
    this.device = device;
    this.job = job;
    this.listener = listener;
    region = IoRegion.of(job, device);
    if (job.pattern().has(IoDirection.TRIM)
        && !device.geometry().has(Geometry.Capability.DISCARD)) {
      throw new IllegalArgumentException(
          "%s cannot discard blocks: --rw=%s does not work on it"
              .formatted(device.name(), job.pattern().fioName()));
    }
  }

  /**
   * Runs the job to its end. An I/O that fails ends its thread and is in the result; the other
   * threads go on.
   *
   * @throws IOException if it could not begin: the device grants no queue or has too little DMA
   *     memory
   */
  public BenchResult run() throws IOException {
    List<BenchWorker> workers = new ArrayList<>();
    try {
      long runTag = RandomGenerator.getDefault().nextLong();
      for (int index = 0; index < job.numJobs(); index++) {
        workers.add(new BenchWorker(device, job, index, region, runTag, stopRequested));
      }
      return run(workers);
    } catch (DmaExhaustedException e) {
      throw new IOException(
          "%s: %s; lower --iodepth, --numjobs or --bs".formatted(device.name(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the benchmark was interrupted");
    } finally {
      workers.forEach(BenchWorker::close);
    }
  }

  /** Where on the device the I/Os go. */
  public BenchResult.Region region() {
    return new BenchResult.Region(
        region.firstBlock() * device.geometry().blockSizeBytes(),
        region.ioCount() * job.blockSizeBytes());
  }

  /** Ends the run after the I/Os in flight; {@link #run} returns what was done. For any thread. */
  public void stop() {
    stopRequested.set(true);
  }

  private BenchResult run(List<BenchWorker> workers) throws InterruptedException {
    BenchMonitor monitor = new BenchMonitor(job, region, workers, listener);
    ThreadFactory factory = Thread.ofPlatform().name("bench-", 0).factory();
    boolean stopped;
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(factory)) {
      workers.forEach(threads::execute);
      try {
        monitor.watch();
        stopped = stopRequested.get();
      } finally {
        stop();
      }
    }
    return result(workers, monitor, stopped);
  }

  private BenchResult result(List<BenchWorker> workers, BenchMonitor monitor, boolean stopped) {
    List<JobResult> jobs = new ArrayList<>();
    for (int index = 0; index < workers.size(); index++) {
      jobs.add(workers.get(index).result(monitor.samples(index)));
    }
    return new BenchResult(
        device.name(),
        job,
        region(),
        List.copyOf(jobs),
        JobResult.sum(jobs, monitor.totalSamples()),
        Duration.ofNanos(monitor.elapsedNanos()),
        stopped);
  }
}
