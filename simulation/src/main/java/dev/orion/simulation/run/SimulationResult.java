package dev.orion.simulation.run;

import java.util.Map;

/**
 * A run in which nothing happened that must not.
 *
 * @param plan the run
 * @param requests block requests that ended
 * @param failures those of them that failed, with a reason
 * @param faults what the device did wrong, how often
 * @param virtualNanos how long it took in its own time
 * @param traceHash of all that happened: equal for equal runs
 */
public record SimulationResult(
    SimulationPlan plan,
    long requests,
    long failures,
    Map<FaultKind, Integer> faults,
    long virtualNanos,
    long traceHash) {}
