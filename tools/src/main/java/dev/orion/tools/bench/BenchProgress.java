package dev.orion.tools.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How far a running benchmark is, twice a second.
 *
 * @param phase what it does now
 * @param elapsed time since the start
 * @param fractionDone 0 to 1; of the ramp time while it lasts
 * @param remaining time left, as far as it can be told
 * @param iops I/Os a second, lately
 * @param blockSizeBytes bytes of an I/O
 */
public record BenchProgress(
    Phase phase,
    Duration elapsed,
    double fractionDone,
    Optional<Duration> remaining,
    Map<IoDirection, Double> iops,
    int blockSizeBytes) {

  /** What a benchmark does. */
  public enum Phase {
    /** Runs without measuring. */
    RAMP,
    /** Runs. */
    RUN,
    /** Reads what it wrote. */
    VERIFY
  }

  /** Hears of the progress, on the thread that runs the benchmark. */
  @FunctionalInterface
  public interface Listener {
    /** Hears nothing. */
    Listener NONE = _ -> {};

    /** The benchmark is this far. */
    void onProgress(BenchProgress progress);
  }
}
