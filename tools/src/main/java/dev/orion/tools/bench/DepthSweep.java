package dev.orion.tools.bench;

import dev.orion.tools.bench.SweepResult.Step;
import dev.orion.tools.text.Amounts;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs a job once for each of several I/O depths, one after the other. */
public final class DepthSweep {
  private final List<Integer> depths;
  private final Runners runners;
  private final Consumer<String> progress;

  private final List<Step> steps = new ArrayList<>();
  private @Nullable BenchRunner running;
  private boolean stopRequested;

  /** Makes the run of a depth. */
  @FunctionalInterface
  public interface Runners {
    /**
     * A run of the job, to be started once.
     *
     * @throws IllegalArgumentException if the job does not fit the device, with what to change
     */
    BenchRunner atDepth(int ioDepth, BenchProgress.Listener listener);
  }

  /**
   * A sweep, to be started once.
   *
   * @param progress hears how far it is, twice a second, on the thread that runs it
   */
  public DepthSweep(IoDepths depths, Runners runners, Consumer<String> progress) {
    this.depths = depths.values();
    this.runners = runners;
    this.progress = progress;
  }

  /**
   * Runs all depths, or up to the first at which an I/O fails or the device cannot keep up.
   *
   * @throws IOException if not even the first run could begin
   */
  public SweepResult run() throws IOException {
    for (int depth : depths) {
      BenchRunner runner = runners.atDepth(depth, now -> progress.accept(text(depth, now)));
      if (!begin(runner)) {
        break;
      }
      BenchResult result;
      try {
        result = runner.run();
      } catch (IOException e) {
        if (steps.isEmpty()) {
          throw e;
        }
        return new SweepResult(
            steps, new IOException("depth %d: %s".formatted(depth, e.getMessage()), e));
      }
      steps.add(new Step(depth, result, Instant.now()));
      if (!result.failures().isEmpty()) {
        break;
      }
    }
    return new SweepResult(steps, null);
  }

  /** The first run always begins, so that there is a result. */
  private synchronized boolean begin(BenchRunner runner) {
    running = runner;
    if (stopRequested) {
      runner.stop();
    }
    return !stopRequested || steps.isEmpty();
  }

  /**
   * Ends the sweep after the I/Os in flight; {@link #run} returns what was done. For any thread.
   */
  public synchronized void stop() {
    stopRequested = true;
    if (running != null) {
      running.stop();
    }
  }

  /** In a line: {@code 3 of 9, depth 4: run 25% ..., sweep 0:41 left}. */
  private String text(int depth, BenchProgress now) {
    return "%d of %d, depth %d: %s%s"
        .formatted(
            steps.size() + 1,
            depths.size(),
            depth,
            now.text(),
            remaining(now).map(left -> ", sweep " + Amounts.clock(left) + " left").orElse(""));
  }

  /** The runs to come are taken to last as long as those before, or as this one. */
  private Optional<Duration> remaining(BenchProgress now) {
    Duration before =
        steps.stream().map(step -> step.result().elapsed()).reduce(Duration.ZERO, Duration::plus);
    Optional<Duration> perRun =
        steps.isEmpty()
            ? now.remaining().map(now.elapsed()::plus)
            : Optional.of(before.dividedBy(steps.size()));
    return perRun.map(
        each -> {
          Duration rest = each.minus(now.elapsed());
          Duration ofThis = now.remaining().orElse(rest.isNegative() ? Duration.ZERO : rest);
          return ofThis.plus(each.multipliedBy(depths.size() - steps.size() - 1L));
        });
  }
}
