package dev.orion.tools.bench;

/**
 * Which of a run's streams of I/Os one is.
 *
 * @param thread its thread, of all threads of the run
 * @param threadOfJob its thread, of those of its job
 * @param device its device, of those of its job
 * @param deviceCount devices of its job, which share rates and amounts
 */
record LaneIndex(int thread, int threadOfJob, int device, int deviceCount) {

  /** Seed of what must differ between any two streams. */
  long seed(BenchJob job) {
    return SplitMix64.derive(SplitMix64.derive(job.random().seed(), thread), device);
  }

  /** Seed of what must be the same in two jobs of which one verifies what the other wrote. */
  long seedOfJob(BenchJob job) {
    return SplitMix64.derive(SplitMix64.derive(job.random().seed(), threadOfJob), ~device);
  }
}
