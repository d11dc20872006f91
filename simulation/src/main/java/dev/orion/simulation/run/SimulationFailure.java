package dev.orion.simulation.run;

import java.io.Serial;

/** Something that must not happen in a simulation, and how to see it again. */
public final class SimulationFailure extends Exception {

  @Serial private static final long serialVersionUID = 1L;

  private final transient SimulationPlan plan;
  private final int step;

  SimulationFailure(SimulationPlan plan, int step, String message, Throwable cause) {
    super("seed %d, step %d: %s".formatted(plan.seed(), step, message), cause);
    this.plan = plan;
    this.step = step;
  }

  /** The run. */
  public SimulationPlan plan() {
    return plan;
  }

  /** The step, from 1, in which it showed. */
  public int step() {
    return step;
  }
}
