package dev.orion.simulation.run;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A run: all of it follows from this.
 *
 * @param seed of every choice
 * @param steps how many
 * @param leftOut faults that do not happen; the rest of the run stays as it is up to where one of
 *     them would
 */
public record SimulationPlan(long seed, int steps, Set<FaultKind> leftOut) {

  /** Copies the set. */
  public SimulationPlan {
    if (steps < 1) {
      throw new IllegalArgumentException("a simulation has at least 1 step, not " + steps);
    }
    leftOut = Set.copyOf(leftOut);
  }

  /** With every kind of fault. */
  public static SimulationPlan of(long seed, int steps) {
    return new SimulationPlan(seed, steps, Set.of());
  }

  /** The same shorter or longer. */
  public SimulationPlan withSteps(int newSteps) {
    return new SimulationPlan(seed, newSteps, leftOut);
  }

  /** The same without a kind of fault. */
  public SimulationPlan without(FaultKind kind) {
    Set<FaultKind> more = new TreeSet<>(leftOut);
    more.add(kind);
    return new SimulationPlan(seed, steps, more);
  }

  /** The command line that makes the run. */
  public String commandLine() {
    String without =
        leftOut.isEmpty()
            ? ""
            : leftOut.stream()
                .sorted()
                .map(FaultKind::title)
                .collect(Collectors.joining(",", " --without=", ""));
    return "orion sim --seed=%d --steps=%d%s".formatted(seed, steps, without);
  }
}
