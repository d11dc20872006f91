package dev.orion.simulation.run;

import org.jspecify.annotations.Nullable;

/** Makes a run that fails smaller, while it still fails. */
public final class Shrinker {

  private Shrinker() {}

  /** Cuts off the steps after the failure, then leaves out one kind of fault after the other. */
  public static SimulationFailure shrink(SimulationFailure failure) {
    SimulationFailure smallest = cut(failure);
    for (FaultKind kind : FaultKind.values()) {
      SimulationFailure without = failureOf(smallest.plan().without(kind));
      if (without != null) {
        smallest = cut(without);
      }
    }
    return smallest;
  }

  /**
   * A run is the beginning of every longer one, so that its steps after a failure do not matter.
   */
  private static SimulationFailure cut(SimulationFailure failure) {
    int steps = Math.clamp(failure.step(), 1, failure.plan().steps());
    SimulationFailure shorter = failureOf(failure.plan().withSteps(steps));
    return shorter == null ? failure : shorter;
  }

  private static @Nullable SimulationFailure failureOf(SimulationPlan plan) {
    try {
      Simulation.run(plan, _ -> {});
      return null;
    } catch (SimulationFailure failure) {
      return failure;
    }
  }
}
