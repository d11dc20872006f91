package dev.orion.tools.bench;

import dev.orion.tools.text.Amounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a running benchmark is, twice a second.
 *
 * @param phase what it does now
 * @param elapsed time since the start
 * @param fractionDone 0 to 1; of the ramp time while it lasts
 * @param remaining time left, as far as it can be told
 * @param iops I/Os a second, lately
 * @param bytesPerSecond bytes a second, lately
 */
public record BenchProgress(
    Phase phase,
    Duration elapsed,
    double fractionDone,
    Optional<Duration> remaining,
    PerDirection<Double> iops,
    PerDirection<Double> bytesPerSecond) {

  /** What a benchmark does. */
  public enum Phase {
    /** Runs without measuring. */
    RAMP,
    /** Runs. */
    RUN,
    /** Reads what it wrote. */
    VERIFY
  }

  /** In a line: {@code run 25% 312k IOPS 1218.8 MiB/s 0:02, 0:06 left}. */
  public String text() {
    List<String> rates = new ArrayList<>();
    double bytes = 0;
    for (IoDirection direction : IoDirection.DATA_DIRECTIONS) {
      double rate = iops.of(direction);
      if (rate > 0) {
        rates.add(direction.name().toLowerCase(Locale.ROOT) + " " + Amounts.rate(rate));
      }
      bytes += bytesPerSecond.of(direction);
    }
    return String.format(
        Locale.ROOT,
        "%s %3.0f%%  %s IOPS  %s MiB/s  %s%s",
        phase.name().toLowerCase(Locale.ROOT),
        fractionDone * 100,
        rates.isEmpty() ? "0" : String.join(", ", rates),
        Amounts.mebibytes(bytes),
        Amounts.clock(elapsed),
        remaining.map(left -> ", " + Amounts.clock(left) + " left").orElse(""));
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
