package dev.orion.simulation.run;

import java.util.EnumMap;
import java.util.Map;

/** What happened in several runs together. Belongs to one thread. */
public final class SimulationTotals {

  private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
  private long runs;
  private long requests;
  private long failures;
  private long virtualNanos;

  /** Of no run yet. */
  public SimulationTotals() {}

  /** Adds a run. */
  public void add(SimulationResult result) {
    runs++;
    requests += result.requests();
    failures += result.failures();
    virtualNanos += result.virtualNanos();
    result.faults().forEach((kind, count) -> faults.merge(kind, (long) count, Long::sum));
  }

  /** Runs. */
  public long runs() {
    return runs;
  }

  /** Block requests that ended. */
  public long requests() {
    return requests;
  }

  /** Those of them that failed, with a reason. */
  public long failures() {
    return failures;
  }

  /** How long the runs took in their own time. */
  public long virtualNanos() {
    return virtualNanos;
  }

  /** What devices did wrong, how often. */
  public Map<FaultKind, Long> faults() {
    return faults;
  }

  /** How often devices did anything wrong. */
  public long faultCount() {
    return faults.values().stream().mapToLong(Long::longValue).sum();
  }
}
