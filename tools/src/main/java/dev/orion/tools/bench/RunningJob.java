package dev.orion.tools.bench;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A job whose threads run.
 *
 * @param job what they do
 * @param groupId its group of jobs, from zero
 * @param workers its threads
 * @param stop ends them after the I/Os in flight
 */
record RunningJob(BenchJob job, int groupId, List<BenchWorker> workers, AtomicBoolean stop) {

  /** What its threads measure. */
  List<JobStats> stats() {
    return workers.stream()
        .flatMap(worker -> worker.lanes().stream())
        .map(BenchLane::stats)
        .toList();
  }

  /** Whether all its threads have ended. */
  boolean hasEnded() {
    return workers.stream().allMatch(BenchWorker::hasEnded);
  }

  /** Whether a thread reads what it wrote. */
  boolean isReadingBack() {
    return workers.stream().anyMatch(BenchWorker::isReadingBack);
  }

  /** Bytes to do, if the amount of I/O is what ends it; else {@link Double#POSITIVE_INFINITY}. */
  double bytesToDo() {
    return job.end().timeBased()
        ? Double.POSITIVE_INFINITY
        : workers.stream()
            .flatMap(worker -> worker.lanes().stream())
            .mapToDouble(BenchLane::bytesToDo)
            .sum();
  }
}
