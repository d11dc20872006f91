package dev.orion.tools.bench;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a sweep over I/O depths went.
 *
 * @param steps the runs, from the least depth on, as far as it came; at least one
 * @param failure what kept the next run from starting, or null
 */
public record SweepResult(List<Step> steps, @Nullable IOException failure) {

  /** Copies the list. */
  public SweepResult {
    steps = List.copyOf(steps);
  }

  /**
   * A run.
   *
   * @param ioDepth I/Os in flight that were asked for
   * @param result how it went
   * @param end when it ended
   */
  public record Step(int ioDepth, BenchResult result, Instant end) {}

  /** The runs' results. */
  public List<BenchResult> results() {
    return steps.stream().map(Step::result).toList();
  }

  /** What ended it early: failures of threads, or of the start of a run. */
  public List<IOException> failures() {
    if (failure != null) {
      return List.of(failure);
    }
    return results().stream().flatMap(result -> result.failures().stream()).toList();
  }
}
