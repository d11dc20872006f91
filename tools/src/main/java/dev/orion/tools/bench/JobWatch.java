package dev.orion.tools.bench;

import dev.orion.tools.bench.SteadyStateResult.Sample;
import org.jspecify.annotations.Nullable;

/** Watches one job from outside: how far it is, and whether it has become steady. */
final class JobWatch {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final RunningJob running;
  private final JobEnd end;
  private final double bytesToDo;
  private final RateMeter progress;
  private final RateMeter seconds;
  private final @Nullable SteadyStateDetector detector;

  private double rampBytes;
  private long lastSampleNanos;

  /** Watches a job that starts now. */
  JobWatch(RunningJob running) {
    this.running = running;
    end = running.job().end();
    bytesToDo = running.bytesToDo();
    progress = new RateMeter(running.stats());
    seconds = new RateMeter(running.stats());
    SteadyState steadyState = end.steadyState();
    detector = steadyState == null ? null : new SteadyStateDetector(steadyState);
  }

  /** Looks at it so long after its start; ends it if it has become steady. */
  void look(long elapsedNanos) {
    progress.look(0, 1, false);
    if (elapsedNanos < end.rampTime().toNanos()) {
      rampBytes = progress.bytesDone();
    }
    if (detector != null && elapsedNanos - lastSampleNanos >= SECOND_NANOS) {
      sample(detector, elapsedNanos);
      lastSampleNanos = elapsedNanos;
    }
  }

  private void sample(SteadyStateDetector detector, long elapsedNanos) {
    double length = (elapsedNanos - lastSampleNanos) / 1e9;
    seconds.look(0, length, false);
    boolean counts =
        lastSampleNanos >= detector.result().asked().rampTime().toNanos() && !running.hasEnded();
    PerDirection<Double> iops = seconds.last().iops();
    PerDirection<Double> bytes = seconds.last().bytesPerSecond();
    double allIops = iops.read() + iops.write() + iops.trim();
    double latency = allIops == 0 ? 0 : seconds.lastLatencyNanos() / (allIops * length);
    Sample sample = new Sample(allIops, bytes.read() + bytes.write() + bytes.trim(), latency);
    if (counts && detector.add(sample)) {
      running.stop().set(true);
    }
  }

  /** How much of it is done, from 0 to 1; of the ramp time while that lasts. */
  double fractionDone(long elapsedNanos) {
    if (isRamping(elapsedNanos)) {
      return (double) elapsedNanos / end.rampTime().toNanos();
    }
    double byTime =
        end.runtime().isZero() ? 0 : (double) measured(elapsedNanos) / end.runtime().toNanos();
    double byAmount = (progress.bytesDone() - rampBytes) / bytesToDo;
    return hasEnded() ? 1 : Math.clamp(Math.max(byTime, byAmount), 0, 1);
  }

  /** Time left, as far as it can be told; -1 if it cannot. */
  long remainingNanos(long elapsedNanos) {
    double fraction = fractionDone(elapsedNanos);
    return isRamping(elapsedNanos) || fraction == 0
        ? -1
        : (long) (measured(elapsedNanos) * (1 - fraction) / fraction);
  }

  /** Whether its ramp time is not over. */
  boolean isRamping(long elapsedNanos) {
    return measured(elapsedNanos) < 0;
  }

  private long measured(long elapsedNanos) {
    return elapsedNanos - end.rampTime().toNanos();
  }

  boolean hasEnded() {
    return running.hasEnded();
  }

  /** What was found about its steady state, or null if nobody asked. */
  @Nullable SteadyStateResult steadyState() {
    return detector == null ? null : detector.result();
  }
}
