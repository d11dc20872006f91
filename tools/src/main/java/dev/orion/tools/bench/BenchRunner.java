package dev.orion.tools.bench;

import dev.orion.block.BlockDevice;
import dev.orion.block.CompletionMode;
import dev.orion.block.Geometry;
import dev.orion.nativebindings.CpuAffinity;
import dev.orion.nativebindings.ErrnoException;
import dev.orion.pci.DmaExhaustedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Runs {@link BenchJob}s on open devices: a thread for each of a job's, with a queue on each of the
 * job's devices. The thread that calls {@link #run} samples rates and reports progress meanwhile.
 */
public final class BenchRunner {
  private final List<BenchTask> tasks;
  private final BenchProgress.Listener listener;
  private final AtomicBoolean stopRequested = new AtomicBoolean();
  private final long runTag = RandomGenerator.getDefault().nextLong();
  private final List<JobResult> results = new ArrayList<>();
  private final Map<String, RateSeries> devices = new LinkedHashMap<>();
  private final Map<Integer, RateSeries> groups = new LinkedHashMap<>();
  private RateSeries total = RateSeries.NONE;

  /** A run of one job on one device; see {@link #BenchRunner(List, BenchProgress.Listener)}. */
  public BenchRunner(BlockDevice device, BenchJob job, BenchProgress.Listener listener) {
    this(List.of(new BenchTask(job, List.of(device))), listener);
  }

  /**
   * A run, to be started once.
   *
   * @param tasks at least one; their devices stay open, and the caller's to close
   * @throws IllegalArgumentException if a job does not fit its devices, with what to change
   */
  public BenchRunner(List<BenchTask> tasks, BenchProgress.Listener listener) {
    this.tasks = List.copyOf(tasks);
    this.listener = listener;
    this.tasks.forEach(BenchRunner::check);
    checkZonesAreApart();
  }

  private static void check(BenchTask task) {
    BenchJob job = task.job();
    for (BlockDevice device : task.devices()) {
      region(job, device);
      Zoning.check(job, device);
      if (job.pattern().has(IoDirection.TRIM)
          && !device.geometry().has(Geometry.Capability.DISCARD)) {
        throw new IllegalArgumentException(
            "%s cannot discard blocks: --rw=%s does not work on it"
                .formatted(device.name(), job.pattern().fioName()));
      }
    }
    if (task.devices().size() > 1 && job.completionMode() != CompletionMode.POLLED) {
      throw new IllegalArgumentException(
          "--completion other than polled waits for one device: give each of job '%s' a job of its own"
              .formatted(job.name()));
    }
    if (!job.cpus().isAny()) {
      try {
        job.cpus().check(CpuAffinity.allowedCpus());
      } catch (ErrnoException e) {
        throw new IllegalArgumentException(
            "--cpus_allowed does not work here: " + e.getMessage(), e);
      }
    }
  }

  /** Two jobs that write zones at the same time would move each other's write pointers. */
  private void checkZonesAreApart() {
    for (int second = 1; second < tasks.size(); second++) {
      BenchTask task = tasks.get(second);
      int first = second;
      while (first > 0 && !tasks.get(first).job().grouping().stonewall()) {
        first--;
        if (Zoning.collide(tasks.get(first), task)) {
          throw new IllegalArgumentException(
              "jobs '%s' and '%s' write to the same zones: give each its own by --offset and --size, or --stonewall"
                  .formatted(tasks.get(first).job().name(), task.job().name()));
        }
      }
    }
  }

  /**
   * Where on a device a job's I/Os go.
   *
   * @throws IllegalArgumentException if the job does not fit the device, with what to change
   */
  public static BenchResult.Region region(BenchJob job, BlockDevice device) {
    return IoRegion.of(job, device).bytes(device.geometry().blockSizeBytes());
  }

  /**
   * Runs the jobs to their end. An I/O that fails ends its thread and is in the result; the other
   * threads go on.
   *
   * @throws IOException if a job could not begin: a device grants no queue or has too little DMA
   *     memory
   */
  public BenchResult run() throws IOException {
    long startNanos = System.nanoTime();
    int groupId = 0;
    for (int first = 0; first < tasks.size() && !stopRequested.get(); ) {
      int end = first + 1;
      while (end < tasks.size() && !tasks.get(end).job().grouping().stonewall()) {
        end++;
      }
      groupId = runTogether(first, end, groupId, startNanos) + 1;
      first = end;
    }
    List<JobResult> sums = new ArrayList<>();
    groups.forEach(
        (id, series) ->
            sums.add(
                JobResult.sum(
                    results.stream().filter(job -> job.groupId() == id).toList(), series)));
    return new BenchResult(
        results,
        sums,
        JobResult.sum(results, total),
        devices,
        Duration.ofNanos(System.nanoTime() - startNanos),
        stopRequested.get());
  }

  /** Ends the run after the I/Os in flight; {@link #run} returns what was done. For any thread. */
  public void stop() {
    stopRequested.set(true);
  }

  /** Runs the jobs from {@code first} up to {@code end}; returns the last one's group. */
  private int runTogether(int first, int end, int firstGroupId, long runStartNanos)
      throws IOException {
    List<RunningJob> jobs = new ArrayList<>();
    int groupId = firstGroupId;
    int thread = tasks.subList(0, first).stream().mapToInt(task -> task.job().numJobs()).sum();
    try {
      for (int index = first; index < end; index++) {
        BenchTask task = tasks.get(index);
        if (index > first && task.job().grouping().newGroup()) {
          groupId++;
        }
        jobs.add(new RunningJob(task.job(), groupId, new ArrayList<>(), new AtomicBoolean()));
        open(task, thread, jobs.getLast());
        thread += task.job().numJobs();
      }
      run(jobs, runStartNanos);
      return groupId;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the benchmark was interrupted");
    } finally {
      jobs.stream().flatMap(job -> job.workers().stream()).forEach(BenchWorker::close);
    }
  }

  private void open(BenchTask task, int firstThread, RunningJob job) throws IOException {
    try {
      for (int index = 0; index < task.job().numJobs(); index++) {
        job.workers()
            .add(
                new BenchWorker(
                    task,
                    firstThread + index,
                    index,
                    runTag,
                    () -> stopRequested.get() || job.stop().get()));
      }
    } catch (DmaExhaustedException e) {
      throw new IOException(
          "%s: %s; lower --iodepth, --numjobs or --bs"
              .formatted(task.devices().getFirst().name(), e.getMessage()),
          e);
    }
  }

  private void run(List<RunningJob> jobs, long runStartNanos) throws InterruptedException {
    BenchMonitor monitor = new BenchMonitor(jobs, runStartNanos, listener);
    ThreadFactory factory = Thread.ofPlatform().name("bench-", 0).factory();
    try (ExecutorService threads = Executors.newThreadPerTaskExecutor(factory)) {
      jobs.forEach(job -> job.workers().forEach(threads::execute));
      try {
        monitor.watch();
      } finally {
        jobs.forEach(job -> job.stop().set(true));
      }
    }
    results.addAll(monitor.results());
    monitor.devices().forEach((name, series) -> devices.merge(name, series, RateSeries::then));
    groups.putAll(monitor.groups());
    total = total.then(monitor.total());
  }
}
